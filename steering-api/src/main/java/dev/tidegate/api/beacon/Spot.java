package dev.tidegate.api.beacon;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * A cell as those who answer hold it: its polls are counted here, without a lock and without a
 * look-up. There is one for each cell that configurations have had, so that what was counted under
 * one configuration is not lost by the next. Thread-safe.
 */
public final class Spot {
  private final Cell cell;

  /** The hash of the cell's service, with which those of its sessions are made. */
  final long service;

  private final LongAdder polls = new LongAdder();
  private final LongAdder joins = new LongAdder();
  private long toldPolls;
  private long toldJoins;

  Spot(Cell cell, long service) {
    this.cell = cell;
    this.service = service;
  }

  /** The cell. */
  public Cell cell() {
    return cell;
  }

  /**
   * Counts a poll.
   *
   * @param joined how many sessions that are new on the cell it stands for
   */
  void poll(long joined) {
    if (joined != 0) {
      joins.add(joined);
    }
    polls.increment();
  }

  /**
   * What was counted since the last call; empty if nothing was. For one thread at a time. The
   * adders are never set back, as one that counts meanwhile would be lost.
   */
  Optional<CellDigest> take() {
    long polled = polls.sum();
    if (polled == toldPolls) {
      return Optional.empty();
    }
    long joined = joins.sum();
    Counts counts =
        new Counts().add(Count.POLLS, polled - toldPolls).add(Count.JOINS, joined - toldJoins);
    toldPolls = polled;
    toldJoins = joined;
    return Optional.of(new CellDigest(cell, counts, new Counts(), new LatencyHistogram()));
  }
}
