package dev.tidegate.launcher.prove.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a core was measured to do, by the pages that say so, and half of it: nobody plans for more.
 *
 * @param answers of HLS a second and core
 * @param handshakes full ones by TLS, a second and core
 */
record Measured(double answers, double handshakes) {
  /** Columns of the tables there, from 1. */
  private static final int ANSWERS_A_SECOND = 4;

  private static final int HANDSHAKES_A_CPU_SECOND = 3;

  /**
   * Reads the pages of {@code prove answers} and {@code prove tls}.
   *
   * @param evidence the directory of the pages
   * @throws IOException if one is not there, or does not have the line
   */
  static Measured halved(Path evidence) throws IOException {
    return new Measured(
        figure(evidence.resolve("answers.md"), "tidegate /v1/hls", ANSWERS_A_SECOND) / 2,
        figure(evidence.resolve("tls.md"), "tidegate, full", HANDSHAKES_A_CPU_SECOND) / 2);
  }

  private static double figure(Path page, String row, int column) throws IOException {
    List<String> lines = Files.exists(page) ? Files.readAllLines(page) : List.of();
    for (String line : lines) {
      String[] cells = line.split("\\|", -1);
      if (cells.length > column && cells[1].strip().equals(row)) {
        try {
          return Double.parseDouble(cells[column].strip());
        } catch (NumberFormatException e) {
          throw new IOException(page + " has no figure for " + row + ": " + line, e);
        }
      }
    }
    throw new IOException(page + " has no line for " + row + ": run its proof first");
  }
}
