package dev.tidegate.launcher.prove.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A load as a process of its own, on a core of its own. */
public final class LoadProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  private LoadProcess(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts one.
   *
   * @param core as taskset names it
   * @param main of this program
   */
  public static LoadProcess start(String core, Class<?> main, Object... arguments)
      throws IOException {
    return start(core, List.of(), main, arguments);
  }

  /**
   * Starts one that runs while the others of its core rest, and stops when they go on: an abuser
   * has another machine than the honest player whose wait is measured, and must not be what that
   * player waits for.
   *
   * @param core as taskset names it
   * @param main of this program
   */
  public static LoadProcess aside(String core, Class<?> main, Object... arguments)
      throws IOException {
    return start(core, List.of("chrt", "--idle", "0"), main, arguments);
  }

  private static LoadProcess start(
      String core, List<String> before, Class<?> main, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return of(core, command, arguments);
  }

  /**
   * Starts the handshakes of {@code handshakes.mjs}, by Node.
   *
   * @param script where that was written to
   */
  public static LoadProcess handshakes(String core, Path script, Object... arguments)
      throws IOException {
    return of(core, List.of("node", script.toString()), arguments);
  }

  private static LoadProcess of(String core, List<String> program, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", core));
    command.addAll(program);
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new LoadProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits for a line that says just that: the load has come so far. */
  public void await(String mark) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(mark)) {
        return;
      }
    }
    throw new IOException("a load ended before it said " + mark);
  }

  /** Tells it to go on to its next part. */
  public void goOn() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Waits for its end and its last line. */
  public Told end() throws IOException, InterruptedException {
    @Nullable String last = null;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      last = line;
    }
    int status = process.waitFor();
    if (status != 0 || last == null) {
      throw new IOException("a load ended with " + status + ": " + last);
    }
    return Told.read(last);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
