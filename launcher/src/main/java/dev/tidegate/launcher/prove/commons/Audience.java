package dev.tidegate.launcher.prove.commons;

import dev.tidegate.api.nodes.Heard;
import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What a node hears in one tick from the viewers of many cells: each tells something each 10 s,
 * with five requests and their times to first byte. What is drawn is the sum over a cell's beacons,
 * so that millions of viewers cost no more than thousands.
 */
final class Audience {
  private static final int CDNS = 5;
  private static final int NETWORKS = 25;

  /** Seconds between two beacons of a viewer. */
  private static final double EVERY = 10;

  private static final double TIMES_A_BEACON = 5;

  /** Times to first byte fall into this many bins, however many there are. */
  private static final int SPREAD = 120;

  private final SplittableRandom random;
  private final double viewersACell;

  /**
   * @param viewersACell on average; cells differ
   */
  Audience(long seed, double viewersACell) {
    this.random = new SplittableRandom(seed);
    this.viewersACell = viewersACell;
  }

  /**
   * One tick.
   *
   * @param cells all of them active; a multiple of 125
   */
  Heard heard(int cells) {
    List<CellDigest> digests = new ArrayList<>(cells);
    SortedMap<Cell, Long> viewers = new TreeMap<>();
    SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    for (int i = 0; i < cells; i++) {
      int place = i / CDNS;
      Cell cell =
          Cell.of(
              "live",
              "region-" + place / NETWORKS,
              "network-" + place % NETWORKS,
              "cdn-" + (char) ('a' + i % CDNS));
      double here = viewersACell * Math.exp(gaussian() - 0.5);
      digests.add(digest(cell, here));
      viewers.put(cell, Math.round(here * 1000));
      witnesses.put(cell, witness(here));
    }
    return new Heard(digests, List.of(), viewers, witnesses, List.of(), List.of());
  }

  private double gaussian() {
    return random.nextGaussian();
  }

  private Witness witness(double viewers) {
    int sessions = (int) (viewers * 0.95);
    return new Witness(
        random.nextInt(1 + sessions / 40),
        sessions,
        random.nextInt(4),
        Math.min(64, 1 + sessions),
        false,
        1,
        1);
  }

  private CellDigest digest(Cell cell, double viewers) {
    long beacons =
        Math.max(1, Math.round(viewers / EVERY + gaussian() * Math.sqrt(viewers / EVERY)));
    return new CellDigest(cell, counts(beacons), new Counts(), times(beacons));
  }

  private Counts counts(long beacons) {
    long requests = 5 * beacons + random.nextLong(1 + beacons);
    long errors = requests / 200;
    long watched = beacons * 9_700 + random.nextLong(1 + beacons * 500);
    long stalled = random.nextLong(1 + beacons * 60);
    return new Counts()
        .add(Count.RAW_BEACONS, beacons)
        .add(Count.BEACONS, 1_000 * beacons)
        .add(Count.EXPECTED_BEACONS, 1_000 * beacons)
        .add(Count.REQUESTS, 1_000 * requests)
        .add(Count.REQUESTS_SQ, 1_000 * requests)
        .add(Count.RAW_REQUESTS, requests)
        .add(Count.ERRORS, 1_000 * errors)
        .add(Count.RAW_ERRORS, errors)
        .add(Count.SUCCESSES, requests - errors)
        .add(Count.SUCCESSES_SQ, 5 * (requests - errors))
        .add(Count.WATCHED_MS, 1_000 * watched)
        .add(Count.WATCHED_SQ, watched)
        .add(Count.RAW_WATCHED_MS, watched)
        .add(Count.STALLED_MS, 1_000 * stalled)
        .add(Count.RAW_STALLED_MS, stalled)
        .add(Count.KBITS, 4_500 * watched)
        .add(Count.KBITS_MS, 1_000 * watched)
        .add(Count.POLLS, beacons);
  }

  private LatencyHistogram times(long beacons) {
    LatencyHistogram times = new LatencyHistogram();
    double median = 40 * Math.exp(gaussian() * 0.4);
    long all = Math.round(beacons * TIMES_A_BEACON);
    long drawn = Math.min(all, SPREAD);
    for (int i = 0; i < drawn; i++) {
      long each = all / drawn + (i < all % drawn ? 1 : 0);
      times.record(median * Math.exp(gaussian() * 0.6), 1_000 * each);
    }
    return times;
  }
}
