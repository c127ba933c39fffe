package dev.tidegate.api.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Where a value stands.
 *
 * @param place {@code file:line:column}, or the name of an environment variable
 * @param line from 1; 0 for an environment variable, whose faults come first
 * @param column from 1, in code points
 */
record Spot(String place, int line, int column) {
  static Spot in(String file, int line, int column) {
    return new Spot(file + ":" + line + ":" + column, line, column);
  }

  /** The parser counts from 0; a missing mark is the start of the file. */
  static Spot of(String file, Optional<Mark> mark) {
    return in(
        file, mark.map(m -> m.getLine() + 1).orElse(1), mark.map(m -> m.getColumn() + 1).orElse(1));
  }

  static Spot variable(String name) {
    return new Spot(name, 0, 0);
  }
}
