package dev.tidegate.api.nodes;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tick as a node with very many viewers has it: beacons each 10 s with five requests and their
 * times to first byte, audiences of cells spread log-normally, one beacon in a hundred capped.
 * Counted as the intake counts.
 */
final class RealTick {
  private final Random random;
  private final double meanViewers;

  /** What is told of a class of clients. */
  private static final List<Count> ASKED =
      List.of(
          Count.BEACONS,
          Count.RAW_BEACONS,
          Count.RAW_REQUESTS,
          Count.RAW_ERRORS,
          Count.RAW_WATCHED_MS,
          Count.RAW_STALLED_MS,
          Count.REQUESTS,
          Count.ERRORS,
          Count.REQUESTS_SQ,
          Count.SUCCESSES,
          Count.WATCHED_MS,
          Count.STALLED_MS,
          Count.WATCHED_SQ,
          Count.KBITS_MS);

  /** Classes of clients that each cell tells of. */
  int classes;

  RealTick(long seed, double meanViewers) {
    random = new Random(seed);
    this.meanViewers = meanViewers;
  }

  /** One service's. */
  Heard heard(int regions, int networks, int cdns) {
    List<CellDigest> digests = new ArrayList<>();
    SortedMap<Cell, Long> viewers = new TreeMap<>();
    SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    List<ClientDigest> clients = new ArrayList<>();
    for (int r = 0; r < regions; r++) {
      for (int n = 0; n < networks; n++) {
        for (int c = 0; c < cdns; c++) {
          Cell cell = Cell.of("live", "in-region-" + r, "network-" + n, "cdn-" + (char) ('a' + c));
          double here = meanViewers * StrictMath.exp(random.nextGaussian() - 0.5);
          digests.add(digest(cell, here));
          viewers.put(cell, Math.round(here) * 1000);
          witnesses.put(cell, witness(here));
        }
      }
    }
    for (CellDigest digest : digests) {
      for (int label = 0; label < classes; label++) {
        Counts part = digest(digest.cell(), meanViewers / classes).residents();
        Counts asked = new Counts();
        for (Count count : ASKED) {
          asked.add(count, part.get(count));
        }
        clients.add(new ClientDigest(digest.cell(), "app:tv-app/7." + label, asked));
      }
    }
    return new Heard(digests, List.of(), viewers, witnesses, clients, List.of());
  }

  private Witness witness(double viewers) {
    int sessions = (int) (viewers * 0.95);
    boolean shared = random.nextInt(20) == 0;
    return new Witness(
        random.nextInt(1 + sessions / 40),
        sessions,
        random.nextInt(4),
        Math.min(64, 1 + sessions),
        random.nextInt(50) == 0,
        shared ? random.nextDouble() : 1,
        shared ? random.nextDouble() : 1);
  }

  private CellDigest digest(Cell cell, double viewers) {
    Counts counts = new Counts();
    LatencyHistogram latencies = new LatencyHistogram();
    double median = 40 * StrictMath.exp(random.nextGaussian() * 0.4);
    int beacons =
        1 + (int) Math.max(0, viewers / 10 + random.nextGaussian() * Math.sqrt(viewers / 10));
    for (int i = 0; i < beacons; i++) {
      double weight = random.nextInt(100) == 0 ? random.nextDouble() : 1;
      beacon(weight, counts);
      for (int t = 0; t < 5; t++) {
        latencies.record(
            median * StrictMath.exp(random.nextGaussian() * 0.6), Math.round(weight * 1000));
      }
    }
    counts.add(Count.EXPECTED_BEACONS, Math.round(viewers / 10 * 1000));
    counts.add(Count.POLLS, (long) (viewers / 10)).add(Count.JOINS, random.nextInt(3));
    return new CellDigest(cell, counts, new Counts(), latencies);
  }

  private void beacon(double w, Counts to) {
    long n = 4L + random.nextInt(3);
    long x = random.nextInt(100) == 0 ? 1 : 0;
    long stalled = random.nextInt(30) == 0 ? random.nextInt(2000) : 0;
    long played = 9_000L + random.nextInt(1_500);
    long watched = played + stalled;
    to.add(Count.RAW_BEACONS, 1).add(Count.BEACONS, Math.round(1000 * w));
    to.add(Count.REQUESTS, Math.round(1000 * w * n)).add(Count.ERRORS, Math.round(1000 * w * x));
    to.add(Count.TIMEOUTS, Math.round(1000 * w * x));
    to.add(Count.REQUESTS_SQ, Math.round(1000 * w * w * n));
    to.add(Count.SUCCESSES, n - x).add(Count.SUCCESSES_SQ, (n - x) * (n - x));
    to.add(Count.RAW_ERRORS, x).add(Count.RAW_REQUESTS, n);
    to.add(Count.FAILURE_SPREAD, Math.round(1000.0 * x * x / n));
    to.add(Count.WATCHED_MS, Math.round(1000 * w * watched));
    to.add(Count.STALLED_MS, Math.round(1000 * w * stalled));
    to.add(Count.WATCHED_SQ, Math.round(w * w * watched));
    to.add(Count.RAW_WATCHED_MS, watched).add(Count.RAW_STALLED_MS, stalled);
    to.add(Count.STALL_SPREAD, Math.round((double) stalled * stalled / watched));
    to.add(Count.KBITS, Math.round(w * (1500 + 500 * random.nextInt(12)) * played));
    to.add(Count.KBITS_MS, Math.round(1000 * w * played));
  }
}
