package dev.tidegate.api.beacon;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counters of beacons, striped by thread, so that event loops do not wait for each other; drained
 * by taking each stripe's map away. Bounded by the cells that the configuration has.
 */
final class Shards {
  /** What is counted of one cell. */
  static final class Tally {
    final Counts residents = new Counts();
    final Counts arrivals = new Counts();
    final LatencyHistogram firstByte = new LatencyHistogram();
  }

  private static final class Shard {
    private Map<Cell, Tally> tallies = new HashMap<>();

    synchronized void with(Cell cell, Consumer<Tally> what) {
      what.accept(tallies.computeIfAbsent(cell, c -> new Tally()));
    }

    synchronized Map<Cell, Tally> take() {
      Map<Cell, Tally> taken = tallies;
      tallies = new HashMap<>();
      return taken;
    }
  }

  private final Shard[] shards;

  Shards() {
    int n = Integer.highestOneBit(Math.max(2, Runtime.getRuntime().availableProcessors()) * 2);
    shards = new Shard[n];
    for (int i = 0; i < n; i++) {
      shards[i] = new Shard();
    }
  }

  private Shard own() {
    return shards[(int) Thread.currentThread().threadId() & (shards.length - 1)];
  }

  void with(Cell cell, Consumer<Tally> what) {
    own().with(cell, what);
  }

  /** What was counted since the last call. */
  SortedMap<Cell, CellDigest> take() {
    SortedMap<Cell, CellDigest> digests = new TreeMap<>();
    for (Shard shard : shards) {
      shard
          .take()
          .forEach(
              (cell, tally) ->
                  digests.merge(
                      cell,
                      new CellDigest(cell, tally.residents, tally.arrivals, tally.firstByte),
                      CellDigest::merge));
    }
    return digests;
  }
}
