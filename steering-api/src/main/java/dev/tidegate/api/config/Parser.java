package dev.tidegate.api.config;

/** From the text of a scalar to a value. */
@FunctionalInterface
public interface Parser<T> {
  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException saying what was wrong and what would be right; shown as it is
   */
  T parse(String text);
}
