package dev.tidegate.rehearsal.oracle;

import dev.tidegate.rehearsal.sim.Observation;
import dev.tidegate.rehearsal.sim.Plan;
import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.rehearsal.sim.Steering;
import dev.tidegate.rehearsal.sim.Truth;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes in every second the distribution that is bad for the fewest under capacity, for a
 * moment that it is told truly. What it publishes reaches viewers as anything does: when their TTL
 * is over.
 *
 * <p>It does not care for the origin's cold caches and does not cap bit rates; a steering that does
 * may beat it there.
 */
final class Oracle implements Steering {
  /** A move must save a viewer this much: 0.02 points. Less is noise, and would count as churn. */
  static final double LOYALTY = 0.000_2;

  private static final double UNREST = 0.01;
  private static final int UNREST_SECONDS = 60;

  private final Function<Observation, Moment> foresight;
  private final Joins joins;
  private final Followed followed;
  private final int ttl;
  private final int incidentTtl;
  private double[][][] shares;
  private double[][][] target;

  /** That for which the target is the best; hours in which nothing changes cost nothing. */
  private @Nullable Moment solved;

  private int told;
  private long quietSince = Long.MIN_VALUE;

  Oracle(Scenario scenario, Function<Observation, Moment> foresight) {
    this.foresight = foresight;
    this.shares = Plan.ofWeights(scenario).shares();
    this.target = shares;
    this.ttl = seconds(scenario.clientele().ttl().toSeconds());
    this.told = ttl;
    this.incidentTtl = Math.min(ttl, seconds(scenario.clientele().incidentTtl().toSeconds()));
    this.followed = new Followed(scenario.clientele().ways(), ttl, shares);
    this.joins =
        new Joins(scenario.clientele().ways(), incidentTtl, Plan.ofWeights(scenario).shares());
  }

  private static int seconds(long seconds) {
    return Math.clamp(seconds, 1, 3_600);
  }

  @Override
  public Plan decide(Observation seen) {
    followed.step(shares, told); // what was published last is what those who asked now were given
    Moment moment = beside(foresight.apply(seen), seen.truth());
    if (solved == null || moment.crowded(shares) || !moment.near(solved)) {
      target = Allotment.best(moment, shares, LOYALTY);
      solved = moment;
    }
    double[][][] paced = joins.pace(target, seen.truth());
    if (furthest(paced, shares) > UNREST) {
      quietSince = seen.second() + UNREST_SECONDS;
    }
    shares = paced;
    told = seen.second() < quietSince ? incidentTtl : ttl;
    return plan(paced, told);
  }

  /** The moment beside what its own answers do not account for. */
  private Moment beside(Moment moment, Truth truth) {
    double[] sent = followed.viewers(truth.demand());
    double[] foreign = new double[sent.length];
    double[] strays = new double[sent.length];
    for (int k = 0; k < sent.length; k++) {
      foreign[k] = truth.foreign()[k] / truth.load();
      // Where a region has a bound of its own, load cannot be told from utilisation.
      if (Arrays.stream(truth.regionalCapacity()[k]).noneMatch(Double::isFinite)) {
        double load = truth.utilisation()[k] * truth.capacity()[k] / truth.load();
        strays[k] = Math.max(0, load - foreign[k] - sent[k]);
      }
    }
    return moment.beside(foreign, strays);
  }

  private static double furthest(double[][][] a, double[][][] b) {
    double furthest = 0;
    for (int r = 0; r < a.length; r++) {
      for (int n = 0; n < a[r].length; n++) {
        for (int k = 0; k < a[r][n].length; k++) {
          furthest = Math.max(furthest, Math.abs(a[r][n][k] - b[r][n][k]));
        }
      }
    }
    return furthest;
  }

  private static Plan plan(double[][][] shares, int seconds) {
    int[][] ttls = new int[shares.length][shares[0].length];
    double[][] bitrate = new double[shares.length][shares[0].length];
    for (int r = 0; r < shares.length; r++) {
      Arrays.fill(ttls[r], seconds);
      Arrays.fill(bitrate[r], 1);
    }
    return new Plan(shares, ttls, bitrate, shares, Plan.Notes.NONE);
  }
}
