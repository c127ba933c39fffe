package dev.tidegate.engine;

import dev.tidegate.health.CdnState;
import dev.tidegate.model.Mode;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.Stream;
import dev.tidegate.weigh.Ruling;
import dev.tidegate.weigh.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far each CDN of a group may move toward its target in one step, and by which rule. */
final class Pacing {
  /** A drain by an operator takes this part of the share it began with, each second. */
  private static final double ORDERED_EACH_SECOND = 0.2;

  /** Back moves begin only for at least this much, so that noise of demand moves nobody. */
  private static final double WORTH_RETURNING = 0.005;

  /** The tail of an exponential return is moved at once: nobody can see it. */
  private static final double TAIL = 0.002;

  private final Aim aim;
  private final Target target;
  private final Instant now;
  private final double seconds;
  private final SortedMap<String, Double> load;

  /**
   * @param seconds since the last step
   * @param load load over capacity by CDN at the present shares; a missing one is unknown
   */
  Pacing(Aim aim, Target target, Instant now, double seconds, SortedMap<String, Double> load) {
    this.aim = aim;
    this.target = target;
    this.now = now;
    this.seconds = seconds;
    this.load = load;
  }

  /** Those who leave first; who comes back does so only into what nobody was made to leave. */
  SortedMap<String, Cause> causes() {
    SortedMap<String, Cause> causes = new TreeMap<>();
    double unforced = 0;
    for (String cdn : aim.lines()) {
      if (Math.abs(way(cdn)) < 1e-9) {
        aim.state().returning.remove(cdn);
      }
      Optional<Cause> cause = leavingOrOrdered(cdn);
      cause.ifPresent(c -> causes.put(cdn, c));
      unforced += cause.isPresent() ? 0 : Math.max(0, -way(cdn));
    }
    if (unforced > 1e-9) {
      for (String cdn : aim.lines()) {
        if (!causes.containsKey(cdn) && way(cdn) > 1e-9) {
          back(cdn, way(cdn)).ifPresent(cause -> causes.put(cdn, cause));
        }
      }
    }
    return causes;
  }

  private double way(String cdn) {
    return target.weights().of(cdn) / (double) Weights.TOTAL - aim.state().at(cdn);
  }

  private Optional<Cause> leavingOrOrdered(String cdn) {
    double way = way(cdn);
    if (!aim.permits(cdn)) {
      return Optional.of(removed(cdn, -way));
    }
    if (Math.abs(way) < 1e-9) {
      return Optional.empty();
    }
    Optional<Cause> ordered = ordered(cdn, way);
    return ordered.isPresent() || way > 0 ? ordered : leaving(cdn, -way);
  }

  private Cause removed(String cdn, double share) {
    OperatorOverride by = aim.ruling().excluded().get(cdn);
    return by == null
        ? new Cause(
            Stream.FORCED,
            share,
            Rule.CONFIGURATION,
            new Reason.Configured(cdn + " is no longer configured there"))
        : new Cause(Stream.FORCED, share, Rule.OVERRIDE, said(by));
  }

  static Reason said(OperatorOverride by) {
    return new Reason.Ordered(by.id(), by.action().wire(), by.author(), by.reason());
  }

  /** The pace of an order: a fifth of the whole way each second, the first fifth at once. */
  private Optional<Cause> ordered(String cdn, double way) {
    Ruling.Word word = aim.ruling().words().get(cdn);
    if (word == null) {
      return Optional.empty();
    }
    double at = aim.state().at(cdn);
    double edge =
        Math.clamp(at, word.least() / (double) Weights.TOTAL, word.most() / (double) Weights.TOTAL);
    if (Math.abs(edge - at) < 1e-9) {
      return Optional.empty();
    }
    double from = aim.state().ordersFrom.getOrDefault(cdn, at);
    double to = at + way;
    double part = Math.min(1, ORDERED_EACH_SECOND * (1 + elapsed(aim.state().ordersSince)));
    double goal = from + (to - from) * part;
    double amount = way < 0 ? at - goal : goal - at;
    return amount > 1e-9
        ? Optional.of(new Cause(Stream.ORDERED, amount, Rule.OVERRIDE, said(word.by())))
        : Optional.empty();
  }

  private double elapsed(Instant since) {
    return Math.max(0, Duration.between(since, now).toMillis() / 1000.0);
  }

  private Optional<Cause> leaving(String cdn, double way) {
    double rho = load.getOrDefault(cdn, 0.0);
    if (aim.latched(cdn) && aim.mode() != Mode.PANIC) {
      Rule rule = rule(cdn);
      Reason why = aim.of(cdn).reason().orElse(new Reason.Configured("judged to be damaged"));
      if (aim.urgent(cdn)) {
        return Optional.of(new Cause(Stream.URGENT, way, rule, why));
      }
      double atLatch = Wishes.shareAtLatch(aim, cdn);
      double amount =
          aim.get(Policy.Key.OUT_RATE) * aim.damage(cdn) * atLatch * Math.max(seconds, first(cdn));
      return Optional.of(new Cause(Stream.PACED, Math.min(way, amount), rule, why));
    }
    if (aim.state().shunned.containsKey(cdn)) {
      return Optional.of(
          new Cause(
              Stream.PACED,
              way,
              Rule.ARRIVALS_WORSE,
              aim.of(cdn).reason().orElse(new Reason.Configured("arrivals fared worse"))));
    }
    double level = aim.get(Policy.Key.OVERLOAD_AT);
    boolean worth = way >= WORTH_RETURNING || rho > aim.get(Policy.Key.UTILISATION_MAX);
    if (rho > level
        && worth
        && (!aim.holds() || aim.mode() == Mode.FROZEN || aim.mode() == Mode.PANIC)) {
      double amount = Math.min(1, aim.get(Policy.Key.OVERLOAD_OUT) * seconds) * way;
      return Optional.of(
          new Cause(Stream.PACED, amount, Rule.OVERLOAD, new Reason.Capacity(cdn, rho, level)));
    }
    return Optional.empty();
  }

  /** A latch just opened acts at once, however short the step. */
  private double first(String cdn) {
    boolean first =
        aim.of(cdn).state() instanceof CdnState.Draining(Instant since, int s, int f)
            && elapsed(since) < 1 + seconds
            && !aim.state().floors.containsKey(cdn);
    return first ? 1 : 0;
  }

  private Rule rule(String cdn) {
    Reason why = aim.of(cdn).reason().orElse(null);
    return switch (why) {
      case Reason.Outage ignored -> Rule.HARD_OUTAGE;
      case Reason.Stale ignored -> Rule.STALE_PLAYLIST;
      case null, default -> Rule.DAMAGE;
    };
  }

  private Optional<Cause> back(String cdn, double way) {
    if (aim.holds() && !Wishes.relaxes(aim)) {
      return Optional.empty();
    }
    if (aim.latched(cdn)) {
      // Its probes failed and do no longer: without canaries nothing would ever clear it.
      double share = aim.state().at(cdn) + way;
      double amount = Math.min(way, aim.get(Policy.Key.IN_RATE) * seconds);
      return Optional.of(new Cause(Stream.SLOW, amount, Rule.CANARY, new Reason.Canary(share)));
    }
    GroupState state = aim.state();
    if (way < WORTH_RETURNING && !state.returning.contains(cdn) && !aim.probation(cdn)) {
      return Optional.empty();
    }
    state.returning.add(cdn);
    double rate =
        Wishes.relaxes(aim)
            ? way / relaxing()
            : Math.min(
                aim.get(Policy.Key.IN_RATE),
                aim.get(Policy.Key.FEEDBACK_GAIN) / aim.tau() * distance(cdn, way));
    double amount = way <= TAIL ? way : Math.min(way, rate * seconds);
    return Optional.of(
        new Cause(Stream.SLOW, amount, backRule(), aim.of(cdn).reason().orElse(backReason(cdn))));
  }

  /**
   * How far it is from where it should be. In probation that is its whole base share: slow start
   * bounds how far it may go now (ADR 0003), and would otherwise be paid for twice.
   */
  private double distance(String cdn, double way) {
    return aim.probation(cdn)
        ? Math.max(way, aim.base().of(cdn) / (double) Weights.TOTAL - aim.state().at(cdn))
        : way;
  }

  /** Seconds left of the time over which silence relaxes; the whole way is gone at its end. */
  private double relaxing() {
    double end = aim.get(Policy.Key.HELD_RELAX_AFTER) + aim.get(Policy.Key.HELD_RELAX_OVER);
    return Math.max(1, end - aim.health().silentSeconds());
  }

  private Rule backRule() {
    if (aim.mode() == Mode.HELD) {
      return Rule.HELD;
    }
    if (aim.state().reconfigured) {
      return Rule.CONFIGURATION;
    }
    if (byPreference()) {
      return Rule.PREFERENCE;
    }
    return byPrice() ? Rule.COST : Rule.RETURN;
  }

  /** Somebody is chronically worse there, and nothing else has to return. */
  private boolean byPreference() {
    return !aim.health().keeps().isEmpty() && !aim.unrest();
  }

  /** Price bent what it returns to, and nothing else has to return. */
  private boolean byPrice() {
    return aim.state().bent != null && !aim.unrest();
  }

  private Reason backReason(String cdn) {
    if (aim.mode() == Mode.HELD) {
      return new Reason.Silence(aim.health().silentSeconds());
    }
    if (aim.state().reconfigured) {
      return new Reason.Configured("its configured share changed");
    }
    if (byPreference()) {
      return new Reason.Configured(
          "chronically worse there than others, so less of the configured share: "
              + String.join(", ", aim.health().keeps().keySet()));
    }
    if (byPrice()) {
      return new Reason.Configured("price bends its configured share, quality being tied");
    }
    return aim.probation(cdn)
        ? new Reason.Recovery(0, aim.of(cdn).samples().orElse(0), aim.of(cdn).slowStart())
        : new Reason.Configured("its configured share fits again");
  }
}
