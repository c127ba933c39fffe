package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.rehearsal.sim.Plan;
import java.time.Instant;
import java.util.Arrays;

/**
 * Discounted UCB in every place by itself, as the repository of Pytheas (NSDI'17) has it: each 2 s
 * the sums and counts of reports are multiplied by 0.8 and the new ones added (those of a CDN that
 * nobody reported on are left as they are while others were reported on); then ten slots are filled
 * one by one with the CDN of the highest {@code mean + 1000 sqrt(2 ln N / n)}, a virtual report and
 * a discount after each; viewers draw a slot. The reward of a report is minus its bad milliseconds.
 * Source: {@code HistoryData_DUCB.java} and {@code DecisionMaker.java} there. Until the first
 * report the configured weights stand, where the original draws evenly.
 */
final class Pytheas implements Baseline {
  private static final double GAMMA = 0.8;
  private static final int TICK_SECONDS = 2;
  private static final int SLOTS = 10;
  private static final double B = 1_000;

  private final Roster roster;
  private final Readings.Index index;
  private final boolean clipped;
  private final double reportMillis;
  private final double[][][] reward;
  private final double[][][] count;
  private final boolean[][] known;
  private final double[][][] newReward;
  private final double[][][] newCount;
  private double[][][] wanted;
  private int waited;

  /**
   * @param clipped whether its wishes are put within capacity, which the original does not
   */
  Pytheas(Roster roster, boolean clipped) {
    this.roster = roster;
    this.index = new Readings.Index(roster);
    this.clipped = clipped;
    this.reportMillis = roster.beaconInterval().toMillis();
    this.reward = roster.figures();
    this.count = roster.figures();
    this.newReward = roster.figures();
    this.newCount = roster.figures();
    this.known = new boolean[reward.length][reward[0].length];
    this.wanted = roster.weights();
  }

  @Override
  public Plan decide(Inputs inputs, Instant now) {
    Readings readings = index.read(inputs);
    hear(readings);
    waited++;
    if (waited == TICK_SECONDS) {
      waited = 0;
      tick();
    }
    return roster.plan(clipped ? new Clip(roster.room(), readings.viewers).apply(wanted) : wanted);
  }

  private void hear(Readings readings) {
    for (int r = 0; r < reward.length; r++) {
      for (int n = 0; n < reward[r].length; n++) {
        for (int k = 0; k < reward[r][n].length; k++) {
          double reports = readings.beacons[r][n][k];
          double bad =
              rate(readings.errors[r][n][k], readings.requests[r][n][k])
                  + rate(readings.stalled[r][n][k], readings.watched[r][n][k]);
          newCount[r][n][k] += reports;
          newReward[r][n][k] -= reports * Math.min(1, bad) * reportMillis;
        }
      }
    }
  }

  private static double rate(double part, double all) {
    return all > 0 ? part / all : 0;
  }

  private void tick() {
    double[][][] next = new double[reward.length][reward[0].length][];
    for (int r = 0; r < next.length; r++) {
      for (int n = 0; n < next[r].length; n++) {
        combine(r, n);
        next[r][n] = known[r][n] ? slots(reward[r][n], count[r][n]) : wanted[r][n];
      }
    }
    wanted = next;
  }

  private void combine(int r, int n) {
    boolean heard = Arrays.stream(newCount[r][n]).anyMatch(c -> c > 0);
    known[r][n] |= heard;
    for (int k = 0; k < count[r][n].length; k++) {
      if (!heard || newCount[r][n][k] > 0) {
        reward[r][n][k] = GAMMA * reward[r][n][k] + newReward[r][n][k];
        count[r][n][k] = GAMMA * count[r][n][k] + newCount[r][n][k];
      }
      newReward[r][n][k] = 0;
      newCount[r][n][k] = 0;
    }
  }

  /** Shares in tenths; a CDN of which nothing was ever heard gets none, as there. */
  static double[] slots(double[] rewards, double[] counts) {
    double[] shares = new double[counts.length];
    double[] pulls = counts.clone();
    double all = Arrays.stream(pulls).sum();
    for (int slot = 0; slot < SLOTS; slot++) {
      double width = all > 1 ? B * StrictMath.sqrt(2 * StrictMath.log(all)) : 0;
      int best = -1;
      double most = 0;
      for (int k = 0; k < pulls.length; k++) {
        if (counts[k] > 0) {
          double score = rewards[k] / counts[k] + width / StrictMath.sqrt(pulls[k]);
          if (best < 0 || score > most) {
            best = k;
            most = score;
          }
        }
      }
      shares[best] += 1.0 / SLOTS;
      pulls[best]++;
      all = (all + 1) * GAMMA;
      for (int k = 0; k < pulls.length; k++) {
        pulls[k] *= GAMMA;
      }
    }
    return shares;
  }
}
