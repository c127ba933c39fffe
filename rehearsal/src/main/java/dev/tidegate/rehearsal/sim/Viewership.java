package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Cell;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many viewers the intake would count on each CDN: in a cell the larger of those who asked and
 * of those who reported, each where it last did, for as long as it counts as there.
 *
 * <pre>
 * asked    : those who follow the steering, on the CDN they were sent to
 * reported : the mean of the viewers over the time between two beacons, which ended when the beacons
 *            that count now were sent; of a sampled part of beacons, so that the count strays by
 *            sqrt(n (1/sampled - 1)), the same way for as long as a player's next beacon is away
 * gone     : who has left counts until its last beacon is three TTLs old, or one and a half times
 *            the time between two beacons, whichever is longer
 * </pre>
 *
 * <p>Those whom DNS sends, and players that left a CDN by themselves, are told of by beacons alone:
 * late, and roughly.
 */
final class Viewership {
  private static final double KEPT_TTLS = 3;
  private static final double KEPT_INTERVALS = 1.5;

  private final Scenario scenario;
  private final Luck luck;
  private final Cell[] cells;
  private final int cdns;
  private final int delay;
  private final int interval;
  private final double stray;

  /** Sums of viewers since the first second, {@code [second mod length][cell]}. */
  private final double[][] sums;

  private long first = Long.MAX_VALUE;

  /** The last second of which beacons came in. */
  private long heard = Long.MIN_VALUE;

  Viewership(Scenario scenario, Luck luck, Cell[] cells) {
    this.scenario = scenario;
    this.luck = luck;
    this.cells = cells;
    cdns = scenario.cdns().size();
    Reporting reporting = scenario.reporting();
    delay = (int) reporting.delay().toSeconds();
    interval = (int) Math.max(1, reporting.interval().toSeconds());
    stray = 1 / reporting.sampled() - 1;
    sums = new double[delay + kept((int) scenario.clientele().ttl().toSeconds()) + interval + 2][];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new double[cells.length];
    }
  }

  /** For how long a viewer counts after its last beacon, seconds. */
  private int kept(int ttl) {
    return (int) Math.ceil(Math.max(KEPT_TTLS * ttl, KEPT_INTERVALS * interval));
  }

  private double[] sum(long second) {
    return sums[(int) Math.floorMod(second, (long) sums.length)];
  }

  /** Notes who is where in a second. */
  void note(long second, double[] viewers) {
    boolean begins = first == Long.MAX_VALUE;
    first = Math.min(first, second);
    double[] before = sum(second - 1);
    double[] now = sum(second);
    for (int cell = 0; cell < now.length; cell++) {
      now[cell] = (begins ? 0 : before[cell]) + viewers[cell];
    }
  }

  /**
   * What is counted at the end of a second, in thousandths.
   *
   * @param asked those who follow the steering's answers, by the cell they were sent to
   * @param ttl of answers by region and network, seconds
   */
  SortedMap<Cell, Long> counted(long second, double[] asked, int[][] ttl) {
    boolean silent = scenario.reporting().silences().stream().anyMatch(s -> s.holds(second));
    heard = silent ? heard : second;
    int networks = ttl[0].length;
    SortedMap<Cell, Long> counted = new TreeMap<>();
    for (int place = 0; place * cdns < cells.length; place++) {
      int kept = kept(ttl[place / networks][place % networks]);
      count(second, place * cdns, kept, asked, counted);
    }
    return counted;
  }

  private void count(
      long second, int from, int kept, double[] asked, SortedMap<Cell, Long> counted) {
    long told = heard - delay;
    long leaving = Math.min(told, told - kept + interval);
    double here = 0;
    double gone = 0;
    for (int cell = from; cell < from + cdns; cell++) {
      here += mean(told, cell);
      gone += mean(leaving, cell);
    }
    double more = here > 0 ? Math.max(1, gone / here) : 1;
    double fading = Math.clamp((kept - (second - heard)) / (double) interval, 0, 1);
    for (int cell = from; cell < from + cdns; cell++) {
      double reported = mean(told, cell) * more * fading;
      double strayed = Math.max(0, reported + Math.sqrt(reported * stray) * chance(second, cell));
      counted.put(cells[cell], Math.round(1000 * Math.max(strayed, asked[cell])));
    }
  }

  /** Viewers of a cell, the mean over the time between two beacons up to a second. */
  private double mean(long until, int cell) {
    if (until < first || until <= heard - sums.length) {
      return 0;
    }
    long since = Math.max(first - 1, until - interval);
    double before = since < first ? 0 : sum(since)[cell];
    return (sum(until)[cell] - before) / (until - since);
  }

  /** A standard deviate that goes smoothly from one draw to the next while players report anew. */
  private double chance(long second, int cell) {
    long turn = Math.floorDiv(second, (long) interval);
    double part = (second - turn * interval) / (double) interval;
    luck.at(Luck.Stream.VIEWERS, turn, cell);
    double from = luck.normal();
    luck.at(Luck.Stream.VIEWERS, turn + 1, cell);
    double to = luck.normal();
    double a = Math.sqrt(1 - part);
    double b = Math.sqrt(part);
    return a * from + b * to;
  }
}
