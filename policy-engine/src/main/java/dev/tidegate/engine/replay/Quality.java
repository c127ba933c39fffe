package dev.tidegate.engine.replay;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How bad viewing was on each CDN in each place, by what its viewers reported of late: 1 - (1 -
 * failures)(1 - stalls), counts halved every 15 s. Thin cells lean on the CDN's region, that on the
 * CDN, by 20 pseudo-samples.
 */
final class Quality {
  private static final double HALF_LIFE = 15;
  private static final double LEAN = 20;

  private record Scope(String service, String region, String network, String cdn) {}

  /** Requests, errors, seconds watched and stalled. */
  private static final class Sums {
    double requests;
    double errors;
    double watched;
    double stalled;
  }

  private final Map<Scope, Sums> sums = new HashMap<>();
  private Instant last = Instant.EPOCH;

  void hear(List<CellDigest> digests, Instant now) {
    double seconds = Math.clamp(Duration.between(last, now).toMillis() / 1000.0, 0, 3600);
    last = now;
    double kept = StrictMath.pow(0.5, seconds / HALF_LIFE);
    for (Sums sum : sums.values()) {
      sum.requests *= kept;
      sum.errors *= kept;
      sum.watched *= kept;
      sum.stalled *= kept;
    }
    for (CellDigest digest : digests) {
      for (Scope scope : scopes(digest.cell())) {
        Sums sum = sums.computeIfAbsent(scope, s -> new Sums());
        add(digest.residents(), sum);
        add(digest.arrivals(), sum);
      }
    }
  }

  private static void add(Counts counts, Sums to) {
    to.requests += counts.get(Count.REQUESTS) / 1e3;
    to.errors += counts.get(Count.ERRORS) / 1e3;
    to.watched += counts.get(Count.WATCHED_MS) / 1e6;
    to.stalled += counts.get(Count.STALLED_MS) / 1e6;
  }

  private static List<Scope> scopes(Cell cell) {
    String service = cell.place().service();
    String region = cell.place().region();
    return List.of(
        new Scope(service, "", "", cell.cdn()),
        new Scope(service, region, "", cell.cdn()),
        new Scope(service, region, cell.place().network(), cell.cdn()));
  }

  /** The share of viewing time that is bad; empty while nobody anywhere reported on the CDN. */
  OptionalDouble bad(Cell cell) {
    double failing = 0;
    double stalling = 0;
    boolean heard = false;
    for (Scope scope : scopes(cell)) {
      Sums sum = sums.get(scope);
      double lean = heard ? LEAN : 0;
      if (sum != null && sum.requests + sum.watched >= 1) {
        failing = share(sum.errors, sum.requests, failing, lean);
        stalling = share(sum.stalled, sum.watched, stalling, lean);
        heard = true;
      }
    }
    return heard ? OptionalDouble.of(1 - (1 - failing) * (1 - stalling)) : OptionalDouble.empty();
  }

  private static double share(double bad, double all, double coarse, double lean) {
    return all + lean > 0 ? Math.clamp((bad + coarse * lean) / (all + lean), 0, 1) : coarse;
  }
}
