package dev.tidegate.launcher.prove.answers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The programs that these proofs are made with. */
final class Tools {
  private Tools() {}

  /**
   * Looks for what this needs.
   *
   * @throws IOException naming what is not installed
   */
  static void demand() throws IOException {
    List<String> lacking = lacking();
    if (!lacking.isEmpty()) {
      throw new IOException(
          "install " + lacking + " first: apt-get install --no-install-recommends nginx-light wrk");
    }
  }

  /** What this needs and does not find on the path. */
  static List<String> lacking() {
    return Stream.of("nginx", "wrk", "taskset", "node").filter(tool -> !onPath(tool)).toList();
  }

  private static boolean onPath(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, tool)));
  }

  /** What the peer and the load call themselves, such as {@code nginx version: nginx/1.22.1}. */
  static String versions() throws IOException, InterruptedException {
    return firstLine("nginx", "-v") + "; " + firstLine("wrk", "-v");
  }

  private static String firstLine(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said.lines().findFirst().orElse("").replaceAll(" Copyright.*", "").strip();
    }
  }
}
