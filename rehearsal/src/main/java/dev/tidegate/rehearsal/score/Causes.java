package dev.tidegate.rehearsal.score;

import dev.tidegate.health.Verdict;
import dev.tidegate.rehearsal.sim.Frame;
import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Incident.Reach;
import dev.tidegate.rehearsal.sim.Reporting;
import dev.tidegate.rehearsal.sim.Scenario;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is really wrong, and whether a verdict says so: its kind, the CDN, and a scope that is no
 * wider than the fault. A verdict may outlive its cause for two minutes.
 */
final class Causes {
  /** A verdict may outlive its cause for so long. */
  static final long AFTERWARDS_SECONDS = 120;

  private static final long NEVER = Long.MIN_VALUE / 2;
  private static final String EVERYWHERE = "everywhere";

  private final Scenario scenario;
  private final Blame blame;
  private final long[] lastFull;
  private long lastOriginFull = NEVER;
  private long lastAnyFull = NEVER;

  Causes(Scenario scenario, Blame blame) {
    this.scenario = scenario;
    this.blame = blame;
    lastFull = new long[scenario.cdns().size()];
    Arrays.fill(lastFull, NEVER);
  }

  void see(Frame frame) {
    long second = frame.second();
    for (int k = 0; k < lastFull.length; k++) {
      lastFull[k] = frame.utilisation()[k] > Movement.FULL ? second : lastFull[k];
    }
    lastOriginFull = frame.origin() > Movement.FULL ? second : lastOriginFull;
    lastAnyFull = Movement.full(frame) ? second : lastAnyFull;
  }

  /** Whether anything was full of late. */
  boolean wanting(long second) {
    return second - lastAnyFull <= Movement.FULL_SECONDS;
  }

  /** Whether a verdict on a group names a fault that harms viewers there. */
  boolean names(Verdict verdict, String group, long second) {
    return blame.faults().stream()
        .filter(fault -> Blame.lately(fault, second, AFTERWARDS_SECONDS))
        .filter(fault -> touches(fault.reach(), group))
        .anyMatch(fault -> names(verdict, fault));
  }

  private static boolean names(Verdict verdict, Incident fault) {
    Reach reach = fault.reach();
    boolean everyone = reach.cdn().isEmpty() && reach.clientClass().isEmpty();
    return switch (verdict) {
      case Verdict.Cdn(String cdn, String scope) ->
          reach.clientClass().isEmpty()
              && reach.cdn().equals(Optional.of(cdn))
              && holds(reach, scope);
      case Verdict.Isp(String network) -> everyone && reach.network().equals(Optional.of(network));
      case Verdict.Origin _ -> everyone && reach.network().isEmpty();
      case Verdict.Client(String kind) ->
          reach.clientClass().filter(id -> kind.endsWith(":" + id)).isPresent();
      case Verdict.None _, Verdict.Telemetry _, Verdict.SuspectInput _, Verdict.Capacity _ -> false;
    };
  }

  /** Whether a verdict is borne out though it names no fault that harms viewers. */
  boolean excuses(Verdict verdict, long second) {
    return switch (verdict) {
      case Verdict.Cdn(String cdn, String _) ->
          // what is too full does fail; that it is the CDN's own fault is not wholly wrong
          scenario.cdn(cdn) >= 0 && second - lastFull[scenario.cdn(cdn)] <= AFTERWARDS_SECONDS;
      case Verdict.Origin _ -> second - lastOriginFull <= AFTERWARDS_SECONDS;
      case Verdict.Telemetry _ -> deaf(second);
      case Verdict.SuspectInput _ -> lied(second);
      case Verdict.Capacity _ -> second - lastAnyFull <= AFTERWARDS_SECONDS;
      case Verdict.None _ -> true;
      case Verdict.Isp _, Verdict.Client _ -> false;
    };
  }

  /** Whether signals were missing, or probes failed where viewers did not. */
  private boolean deaf(long second) {
    boolean silent =
        scenario.reporting().silences().stream().anyMatch(span -> lately(span, second));
    return silent
        || scenario.incidents().stream()
            .filter(i -> Blame.lately(i, second, AFTERWARDS_SECONDS))
            .anyMatch(Causes::deafens);
  }

  private static boolean deafens(Incident incident) {
    return incident.reach().vantage().isPresent()
        || incident.effect() instanceof Incident.ProbesFail
        || incident.effect() instanceof Incident.StoreGone;
  }

  private boolean lied(long second) {
    return scenario.reporting().liars().stream().anyMatch(liars -> lately(liars.when(), second));
  }

  private static boolean lately(Reporting.Span span, long second) {
    return second >= span.from().toSeconds()
        && second - AFTERWARDS_SECONDS < span.until().toSeconds();
  }

  /** Whether all of a verdict's scope is inside the reach: a region, or {@code region~network}. */
  private static boolean holds(Reach reach, String scope) {
    if (scope.equals(EVERYWHERE)) {
      return reach.region().isEmpty() && reach.network().isEmpty();
    }
    String[] names = scope.split("~", -1);
    return reach.region().map(names[0]::equals).orElse(true)
        && (reach.network().isEmpty()
            || (names.length > 1 && reach.network().get().equals(names[1])));
  }

  /** Whether a reach touches a group: {@code live/west} or {@code live/west/net-a}. */
  private static boolean touches(Reach reach, String group) {
    String[] names = group.split("/", -1);
    return reach.region().map(names[1]::equals).orElse(true)
        && (names.length < 3 || reach.network().map(names[2]::equals).orElse(true));
  }
}
