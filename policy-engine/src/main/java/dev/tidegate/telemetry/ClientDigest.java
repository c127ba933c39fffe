package dev.tidegate.telemetry;

import dev.tidegate.model.Cell;

/**
 * What was counted since the last tick of one class of clients in one cell: its requests beside
 * other classes' in the same place show whether a fault is the client's. A beacon counts in one
 * class of each kind: its app version, its device.
 *
 * @param client the class: {@code app:tv-app/7.2} or {@code device:tv}, the kind before the colon;
 *     from a bounded set of labels
 */
public record ClientDigest(Cell cell, String client, Counts counts) {
  /** Clients of a kind that is not among the counted ones. */
  public static final String OTHER = "other";
}
