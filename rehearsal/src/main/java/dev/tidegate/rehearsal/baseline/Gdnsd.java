package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.rehearsal.sim.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One gdnsd in each region, which answers by what it sees itself. A check every 10 s; DOWN at the
 * 10th failure not followed by 10 straight successes ({@code down_thresh}, {@code ok_thresh}), UP
 * after 20 straight successes ({@code up_thresh}); an answer lives for the interval times the
 * results that a change of state still wants; where less than half of the weight is up, the
 * configured weights stand. Source: gdnsd's {@code src/plugins/mon.c} (state machine, TTL,
 * defaults) and the manual of its plugin weighted ({@code up_thresh} 0.5).
 */
final class Gdnsd implements Baseline {
  private static final int INTERVAL = 10;
  private static final int UP_THRESH = 20;
  private static final int OK_THRESH = 10;
  private static final int DOWN_THRESH = 10;
  private static final double UP_WEIGHT = 0.5;

  /** One daemon's state of one CDN. */
  private static final class Monitor {
    private boolean down;
    private int successes;
    private int failures;

    void hear(boolean passed) {
      if (down) {
        successes = passed ? successes + 1 : 0;
        if (successes == UP_THRESH) {
          turn(false);
        }
      } else if (!passed) {
        successes = 0;
        failures++;
        if (failures == DOWN_THRESH) {
          turn(true);
        }
      } else if (failures > 0) {
        successes++;
        if (successes == OK_THRESH) {
          turn(false);
        }
      }
    }

    private void turn(boolean toDown) {
      down = toDown;
      successes = 0;
      failures = 0;
    }

    /** Seconds for which the state cannot change. */
    int ttl() {
      return INTERVAL * (down ? UP_THRESH - successes : DOWN_THRESH - failures);
    }
  }

  private final Roster roster;
  private final double[][][] weights;
  private final Votes votes;

  /** The vantage that is a region's daemon, and its monitors by CDN; "" speaks for all regions. */
  private final Map<String, String> daemons = new TreeMap<>();

  private final Map<String, List<Monitor>> monitors = new TreeMap<>();

  Gdnsd(Roster roster) {
    this.roster = roster;
    this.weights = roster.weights();
    this.votes = new Votes(roster.service(), Duration.ofSeconds(INTERVAL));
  }

  @Override
  public Plan decide(Inputs inputs, Instant now) {
    votes.count(inputs, this::hear);
    double[][][] shares = new double[weights.length][weights[0].length][];
    int[][] ttl = new int[shares.length][shares[0].length];
    for (int r = 0; r < shares.length; r++) {
      List<Monitor> here = monitorsOf(roster.regions().get(r));
      Arrays.fill(ttl[r], ttl(here));
      for (int n = 0; n < shares[r].length; n++) {
        shares[r][n] = answer(weights[r][n], here);
      }
    }
    return roster.plan(shares, ttl);
  }

  private void hear(Votes.Vote vote) {
    String region = vote.region().orElse("");
    int cdn = roster.cdns().indexOf(vote.cdn());
    if (cdn >= 0 && daemons.computeIfAbsent(region, _ -> vote.vantage()).equals(vote.vantage())) {
      monitors.computeIfAbsent(region, _ -> fresh()).get(cdn).hear(vote.passed());
    }
  }

  private List<Monitor> monitorsOf(String region) {
    List<Monitor> own = monitors.get(region);
    return own != null ? own : monitors.getOrDefault("", fresh());
  }

  private List<Monitor> fresh() {
    List<Monitor> fresh = new ArrayList<>();
    roster.cdns().forEach(_ -> fresh.add(new Monitor()));
    return fresh;
  }

  private static double[] answer(double[] weights, List<Monitor> monitors) {
    double up = 0;
    for (int k = 0; k < weights.length; k++) {
      up += monitors.get(k).down ? 0 : weights[k];
    }
    return up < UP_WEIGHT ? weights.clone() : Shares.among(weights, k -> !monitors.get(k).down);
  }

  private int ttl(List<Monitor> monitors) {
    int least = monitors.stream().mapToInt(Monitor::ttl).min().orElseThrow();
    return Math.clamp(least, 1, Math.clamp(roster.ttl().toSeconds(), 1, 3_600));
  }
}
