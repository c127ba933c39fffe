package dev.tidegate.api.config;

import java.util.Comparator;

/**
 * One thing wrong with a configuration.
 *
 * @param place {@code file:line:column}, or the environment variable's name
 * @param path the key's path, such as {@code services.live.ttl}
 * @param message what was wrong and what would be right
 */
public record Fault(String place, int line, int column, String path, String message) {
  /** In the order of the file. */
  public static final Comparator<Fault> ORDER =
      Comparator.comparingInt(Fault::line)
          .thenComparingInt(Fault::column)
          .thenComparing(Fault::path);

  @Override
  public String toString() {
    return place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
