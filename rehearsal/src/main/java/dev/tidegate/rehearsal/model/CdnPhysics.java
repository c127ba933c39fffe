package dev.tidegate.rehearsal.model;

import java.time.Duration;

/**
 * How a CDN answers under load.
 *
 * <p>With {@code rho} = load / capacity: the chance that a request fails grows from 0.85 as {@code
 * 2 % ((rho - 0.85) / 0.15)^2} up to rho 1, then what is over capacity fails, {@code 1 - 1/rho + 2
 * %}; past 1.1 goodput itself falls (congestion collapse: half a point of capacity is lost for each
 * point over, to no less than 40 %), so {@code 1 - goodput/rho + 2 %}. The first byte takes {@code
 * 1 + 0.6 rho^6} times as long, at most 20 times. Players that try again add to the load, so the
 * amplification of failures needs no formula.
 *
 * @param capacity requests a second, &gt; 0
 * @param baseError share of requests that fail on a good day
 * @param firstByte median time to the first byte without load
 */
public record CdnPhysics(double capacity, double baseError, Duration firstByte) {
  private static final double BEND = 0.85;
  private static final double AT_CAPACITY = 0.02;
  private static final double COLLAPSE = 1.1;
  private static final double LEAST_GOODPUT = 0.4;
  private static final double MOST_SLOWNESS = 20;

  public CdnPhysics {
    if (!(capacity > 0)) {
      throw new IllegalArgumentException("capacity must be > 0: " + capacity);
    }
    if (!(baseError >= 0 && baseError < 1)) {
      throw new IllegalArgumentException("base error must be in [0, 1): " + baseError);
    }
  }

  /** Load over the capacity that {@code condition} leaves. */
  public double utilisation(double load, Condition condition) {
    return load / (capacity * condition.capacity());
  }

  /** The share of requests that fails from load alone, 0..1, at utilisation {@code rho}. */
  public static double overload(double rho) {
    if (rho <= BEND) {
      return 0;
    }
    if (rho <= 1) {
      double over = (rho - BEND) / (1 - BEND);
      return AT_CAPACITY * over * over;
    }
    double goodput = Math.max(LEAST_GOODPUT, 1 - 0.5 * Math.max(0, rho - COLLAPSE));
    return Math.min(1, 1 - goodput / rho + AT_CAPACITY);
  }

  /**
   * What becomes of one request.
   *
   * @param load requests a second that the CDN carries now
   */
  public Outcome respond(Condition condition, double load, Draw draw) {
    double fate = draw.fate();
    if (fate < condition.refused()) {
      return new Outcome.Refused();
    }
    fate = rest(fate, condition.refused());
    if (fate < condition.silent()) {
      return new Outcome.Silent();
    }
    fate = rest(fate, condition.silent());
    double rho = utilisation(load, condition);
    Duration time = firstByte(rho, condition, draw);
    double ill = 1 - (1 - baseError) * (1 - overload(rho)) * (1 - condition.failed());
    return fate < ill
        ? new Outcome.Failed(time)
        : new Outcome.Served(time, condition.frozenSince());
  }

  /** What is left of a uniform draw that was not below {@code below}, uniform again. */
  private static double rest(double draw, double below) {
    return below >= 1 ? draw : (draw - below) / (1 - below);
  }

  /** Spread: an exponential tail over a floor of 60 % whose median is {@link #firstByte}. */
  private Duration firstByte(double rho, Condition condition, Draw draw) {
    double spread = 0.6 + 0.4 * -Math.log1p(-draw.pace()) / Math.log(2);
    double crowd = Math.min(MOST_SLOWNESS, 1 + 0.6 * Math.pow(rho, 6));
    return Duration.ofNanos((long) (firstByte.toNanos() * spread * crowd * condition.slowness()));
  }
}
