package dev.tidegate.telemetry;

import dev.tidegate.model.Cell;

/**
 * What was counted about one cell since the last tick. Two digests of a cell merge to the digest
 * that one intake would have made of everything.
 *
 * @param residents counts of sessions that have been on the CDN for {@code arrival-for} or longer
 * @param arrivals counts of sessions that a shift moved there less than {@code arrival-for} ago
 * @param firstByte times to first byte of residents, weighted in thousandths
 */
public record CellDigest(Cell cell, Counts residents, Counts arrivals, LatencyHistogram firstByte) {

  /**
   * The exact sum of two digests of the same cell; neither is changed.
   *
   * @throws IllegalArgumentException if the cells differ
   */
  public CellDigest merge(CellDigest other) {
    if (!cell.equals(other.cell)) {
      throw new IllegalArgumentException("cells differ: " + cell + ", " + other.cell);
    }
    return new CellDigest(
        cell,
        residents.copy().add(other.residents),
        arrivals.copy().add(other.arrivals),
        firstByte.copy().add(other.firstByte));
  }
}
