package dev.tidegate.launcher.prove.load;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The figures that a load writes as its last line: {@code name=number} by name. */
public record Told(Map<String, Double> figures) {
  public Told {
    figures = Map.copyOf(figures);
  }

  /** One of them; {@code NaN} if there is no such. */
  public double of(String name) {
    return figures.getOrDefault(name, Double.NaN);
  }

  /** A figure that is a whole number; 0 if there is no such. */
  public long count(String name) {
    return Math.round(figures.getOrDefault(name, 0.0));
  }

  /**
   * Reads such a line.
   *
   * @throws IOException if it is none
   */
  static Told read(String line) throws IOException {
    Map<String, Double> figures = new TreeMap<>();
    for (String word : line.strip().split(" ", -1)) {
      int eq = word.indexOf('=');
      try {
        figures.put(word.substring(0, Math.max(0, eq)), Double.parseDouble(word.substring(eq + 1)));
      } catch (NumberFormatException e) {
        throw new IOException("a load wrote no figures: " + line, e);
      }
    }
    return new Told(figures);
  }

  /** As such a line. */
  String line() {
    StringBuilder line = new StringBuilder();
    new TreeMap<>(figures)
        .forEach((name, v) -> line.append(' ').append(name).append('=').append(v));
    return line.substring(Math.min(1, line.length()));
  }
}
