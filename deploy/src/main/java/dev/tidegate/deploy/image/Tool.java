package dev.tidegate.deploy.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Another program, run to its end. */
final class Tool {
  private static final int MINUTES = 10;

  private Tool() {}

  /**
   * What it printed, errors included.
   *
   * @throws IOException if it fails, with what it printed; or if it takes ten minutes
   */
  static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(command.getFirst() + " did not end in " + MINUTES + " minutes");
    }
    String text = got(said);
    if (process.exitValue() != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + process.exitValue() + ":\n" + text);
    }
    return text;
  }

  private static String got(CompletableFuture<String> said)
      throws IOException, InterruptedException {
    try {
      return said.get();
    } catch (ExecutionException e) {
      throw new IOException("what it said could not be read", e);
    }
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
