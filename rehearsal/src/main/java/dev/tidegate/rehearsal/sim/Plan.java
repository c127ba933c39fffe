package dev.tidegate.rehearsal.sim;

import dev.tidegate.engine.Decision;
import dev.tidegate.health.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What viewers who ask get, until the next plan. Handed over: neither side changes it afterwards.
 *
 * @param shares {@code [region][network][cdn]}, each &gt;= 0, sum 1 over CDNs
 * @param ttlSeconds {@code [region][network]}, of answers that carry a TTL of their own
 * @param bitrate {@code [region][network]}, the cap on the bit rate that players are given, as a
 *     part of what they would draw: 1 for none
 * @param tails {@code [region][network][cdn]}, proportions by which players who leave a CDN by
 *     themselves fall on the others
 * @param latestFirst {@code [region][network][cdn]}, whether those leave a CDN first who came to it
 *     last, because their move is taken back; otherwise anybody leaves
 * @param notes what else a report shows
 */
@SuppressWarnings("ArrayRecordComponent") // dense figures, made each second; never compared
public record Plan(
    double[][][] shares,
    int[][] ttlSeconds,
    double[][] bitrate,
    double[][][] tails,
    boolean[][][] latestFirst,
    Notes notes) {

  /** A plan that takes no move back. */
  public Plan(
      double[][][] shares,
      int[][] ttlSeconds,
      double[][] bitrate,
      double[][][] tails,
      Notes notes) {
    this(shares, ttlSeconds, bitrate, tails, nowhere(shares), notes);
  }

  /** The same with other caps and notes, and with moves that are taken back. */
  Plan with(double[][] caps, boolean[][][] takenBack, Notes other) {
    return new Plan(shares, ttlSeconds, caps, tails, takenBack, other);
  }

  /** The same with answers that live no longer than this. */
  public Plan atMost(int seconds) {
    int[][] shorter = new int[ttlSeconds.length][];
    for (int r = 0; r < shorter.length; r++) {
      shorter[r] = java.util.Arrays.stream(ttlSeconds[r]).map(t -> Math.min(t, seconds)).toArray();
    }
    return new Plan(shares, shorter, bitrate, tails, latestFirst, notes);
  }

  private static boolean[][][] nowhere(double[][][] shares) {
    boolean[][][] none = new boolean[shares.length][][];
    for (int r = 0; r < none.length; r++) {
      none[r] = new boolean[shares[r].length][shares[r][0].length];
    }
    return none;
  }

  /**
   * What is shown of a plan and plays no part in it.
   *
   * @param verdicts by group: {@code live/west}
   * @param states the word of the state by group and CDN
   * @param decisions what was decided in this second
   */
  public record Notes(
      SortedMap<String, Verdict> verdicts,
      SortedMap<String, SortedMap<String, String>> states,
      List<Decision> decisions) {
    /** Nothing to show. */
    public static final Notes NONE = new Notes(new TreeMap<>(), new TreeMap<>(), List.of());

    public Notes {
      verdicts = Collections.unmodifiableSortedMap(new TreeMap<>(verdicts));
      states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
      decisions = List.copyOf(decisions);
    }
  }

  /** Shares alone: the scenario's TTL, no cap, players fall where others are sent. */
  public static Plan of(double[][][] shares, Scenario scenario) {
    int regions = shares.length;
    int networks = shares[0].length;
    int[][] ttl = new int[regions][networks];
    double[][] bitrate = new double[regions][networks];
    for (int r = 0; r < regions; r++) {
      java.util.Arrays.fill(ttl[r], (int) scenario.clientele().ttl().toSeconds());
      java.util.Arrays.fill(bitrate[r], 1);
    }
    return new Plan(shares, ttl, bitrate, shares, Notes.NONE);
  }

  /** The configured weights, everywhere. */
  public static Plan ofWeights(Scenario scenario) {
    int networks = scenario.networks().size();
    double sum = scenario.cdns().stream().mapToDouble(Scenario.Cdn::weight).sum();
    double[][][] shares = new double[scenario.regions().size()][networks][scenario.cdns().size()];
    for (double[][] region : shares) {
      for (double[] place : region) {
        for (int c = 0; c < place.length; c++) {
          place[c] = scenario.cdns().get(c).weight() / sum;
        }
      }
    }
    return of(shares, scenario);
  }
}
