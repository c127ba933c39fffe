package dev.tidegate.rehearsal.score;

import dev.tidegate.rehearsal.sim.Frame;
import dev.tidegate.rehearsal.sim.Scenario;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Who was moved, how often to and fro, and whether for a reason. */
final class Movement {
  /** A change of a CDN's share of all viewers above which it counts as a move: a rounded point. */
  private static final double POINT = 0.010_000_1;

  /** Above this a CDN wants for capacity, and for so long it is a reason to move. */
  static final double FULL = 0.85;

  static final long FULL_SECONDS = 60;

  /** What a fault left behind may be put right for so long. */
  private static final long AFTER_FAULT_SECONDS = 600;

  private static final long NEVER = Long.MIN_VALUE / 2;

  private final Blame blame;
  private final OptionalLong begins;
  private final Swings[] swings;
  private double @Nullable [][][] before;
  private double[] level = {};
  private double[] atFault = {};
  private long lastFull = NEVER;
  private long lastFault = NEVER;
  private double churn;
  private double unnecessary;
  private long quietSeconds;
  private int falseMoves;
  private OptionalLong detected = OptionalLong.empty();

  Movement(Scenario scenario, Blame blame) {
    this.blame = blame;
    this.begins = blame.begins();
    this.swings = new Swings[scenario.cdns().size()];
    Arrays.setAll(swings, _ -> new Swings());
  }

  void see(Frame frame) {
    double[][][] shares = frame.plan().shares();
    double[] everywhere = everywhere(shares, frame.demand());
    long second = frame.second();
    if (full(frame)) {
      lastFull = second;
    }
    if (blame.acts(second)) {
      lastFault = second;
    }
    if (frame.scored()) {
      if (before != null) {
        moved(frame, before, shares);
      }
      for (int k = 0; k < everywhere.length; k++) {
        swings[k].see(everywhere[k]);
      }
      detect(second, everywhere);
      falseMove(second, everywhere);
    }
    before = shares;
    if (begins.isPresent() && second < begins.getAsLong()) {
      atFault = everywhere;
    }
  }

  /** Whether anything wants for capacity: a CDN or the origin. */
  static boolean full(Frame frame) {
    return frame.origin() > FULL || Arrays.stream(frame.utilisation()).anyMatch(rho -> rho > FULL);
  }

  private static double[] everywhere(double[][][] shares, double[][] demand) {
    double[] sums = new double[shares[0][0].length];
    double all = 0;
    for (int r = 0; r < shares.length; r++) {
      for (int n = 0; n < shares[r].length; n++) {
        all += demand[r][n];
        for (int k = 0; k < sums.length; k++) {
          sums[k] += shares[r][n][k] * demand[r][n];
        }
      }
    }
    for (int k = 0; k < sums.length; k++) {
      sums[k] = all > 0 ? sums[k] / all : 0;
    }
    return sums;
  }

  private void moved(Frame frame, double[][][] from, double[][][] to) {
    boolean wanting = frame.second() - lastFull <= FULL_SECONDS;
    double all = Arrays.stream(frame.demand()).flatMapToDouble(Arrays::stream).sum();
    for (int r = 0; r < to.length && all > 0; r++) {
      for (int n = 0; n < to[r].length; n++) {
        double weight = frame.demand()[r][n] / all;
        double total = 0;
        double blamed = 0;
        for (int k = 0; k < to[r][n].length; k++) {
          double change = Math.abs(to[r][n][k] - from[r][n][k]);
          total += change / 2;
          boolean due = change > 0 && blame.illLately(k, r, n, frame.second(), AFTER_FAULT_SECONDS);
          blamed += due ? change : 0;
        }
        churn += weight * total;
        unnecessary += wanting ? 0 : weight * Math.max(0, total - blamed);
      }
    }
  }

  private void detect(long second, double[] everywhere) {
    if (begins.isEmpty() || second < begins.getAsLong() || detected.isPresent()) {
      return;
    }
    if (atFault.length == 0) {
      atFault = everywhere; // no warm-up: the fault is there from the first second on
    }
    if (furthest(everywhere, atFault) > POINT) {
      detected = OptionalLong.of(second);
    }
  }

  private void falseMove(long second, double[] everywhere) {
    boolean quiet = second - lastFault > AFTER_FAULT_SECONDS && second - lastFull > FULL_SECONDS;
    if (!quiet || level.length == 0) {
      level = everywhere;
    } else if (furthest(everywhere, level) > POINT) {
      falseMoves++;
      level = everywhere;
    }
    quietSeconds += quiet ? 1 : 0;
  }

  private static double furthest(double[] a, double[] b) {
    double furthest = 0;
    for (int k = 0; k < a.length; k++) {
      furthest = Math.max(furthest, Math.abs(a[k] - b[k]));
    }
    return furthest;
  }

  /** The second in which the first fault was first answered by a move. */
  OptionalLong detected() {
    return detected;
  }

  double churn() {
    return churn;
  }

  double unnecessary() {
    return unnecessary;
  }

  int reversals() {
    return Arrays.stream(swings).mapToInt(Swings::reversals).sum();
  }

  int falseMoves() {
    return falseMoves;
  }

  /** Seconds with neither a fault of late nor a want of capacity. */
  long quietSeconds() {
    return quietSeconds;
  }
}
