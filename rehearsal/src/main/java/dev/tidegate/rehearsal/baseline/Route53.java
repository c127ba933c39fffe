package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.rehearsal.sim.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weighted records with health checks, as Amazon Route 53 documents them: each checker asks every
 * 10 s and changes its mind after 3 results in a row; an endpoint is healthy if more than 18 % of
 * the checkers say so; with no healthy endpoint all are taken for healthy. The records of the
 * others share the traffic by their weights. Source: AWS, "How Amazon Route 53 determines whether a
 * health check is healthy"; failure threshold 3 is the default there, 10 s the faster of its two
 * intervals.
 */
final class Route53 implements Baseline {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int THRESHOLD = 3;
  private static final double HEALTHY_CHECKERS = 0.18;

  /** One checker's mind about one CDN. */
  private static final class Checker {
    private boolean healthy = true;
    private int contrary;

    void hear(boolean passed) {
      contrary = passed == healthy ? 0 : contrary + 1;
      if (contrary >= THRESHOLD) {
        healthy = passed;
        contrary = 0;
      }
    }
  }

  private final Roster roster;
  private final double[][][] weights;
  private final Votes votes;
  private final SortedMap<String, SortedMap<String, Checker>> checkers = new TreeMap<>();

  Route53(Roster roster) {
    this.roster = roster;
    this.weights = roster.weights();
    this.votes = new Votes(roster.service(), INTERVAL);
  }

  @Override
  public Plan decide(Inputs inputs, Instant now) {
    votes.count(
        inputs,
        vote ->
            checkers
                .computeIfAbsent(vote.cdn(), _ -> new TreeMap<>())
                .computeIfAbsent(vote.vantage(), _ -> new Checker())
                .hear(vote.passed()));
    double[][][] shares = new double[weights.length][weights[0].length][];
    for (int r = 0; r < shares.length; r++) {
      for (int n = 0; n < shares[r].length; n++) {
        shares[r][n] = Shares.among(weights[r][n], k -> healthy(roster.cdns().get(k)));
      }
    }
    return roster.plan(shares);
  }

  private boolean healthy(String cdn) {
    var minds = checkers.getOrDefault(cdn, new TreeMap<>()).values();
    long well = minds.stream().filter(checker -> checker.healthy).count();
    return minds.isEmpty() || well > HEALTHY_CHECKERS * minds.size();
  }
}
