package dev.tidegate.api.nodes;

import dev.tidegate.engine.Situation;
import dev.tidegate.model.Cell;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the leader believes and has decided, for nodes that show it to people ({@link
 * Commons#show}).
 *
 * <p>Laws (the suite {@code ViewTest} tests them in this order):
 *
 * <ol>
 *   <li>What is read equals what was written.
 *   <li>Bytes that are no view are refused, and never take more memory than {@value
 *       ViewCoding#MOST_BYTES} bytes.
 * </ol>
 *
 * @param viewers of all nodes by cell, in thousandths
 */
public record View(Situation situation, SortedMap<Cell, Long> viewers) {
  public View {
    viewers = Collections.unmodifiableSortedMap(new TreeMap<>(viewers));
  }

  /** As bytes, compressed. */
  public byte[] bytes() {
    return ViewCoding.write(this);
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no view of a form that is known here
   */
  public static View read(byte[] bytes) {
    return ViewCoding.read(bytes);
  }
}
