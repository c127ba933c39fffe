package dev.tidegate.engine;

import dev.tidegate.model.Reason;
import dev.tidegate.weigh.Bound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a pool proved able to carry: when most of its demand is latched while it carries much of its
 * contract, it is believed to carry what it carried less its damage, and is trusted with more again
 * only slowly.
 */
final class Learning {
  private static final double MOSTLY_LATCHED = 0.6;
  private static final double CARRIES_MUCH = 0.25;
  private static final Duration QUIET = Duration.ofSeconds(60);
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final double RISE = 0.02;

  private Learning() {}

  static void from(Plan plan, EngineState state, Instant now) {
    List<double[]> shares = plan.positions();
    for (Bound bound : plan.bounds) {
      if (bound.name().equals("pool " + bound.pool())) {
        learn(plan, state, bound, shares, now);
      }
    }
  }

  private static void learn(
      Plan plan, EngineState state, Bound bound, List<double[]> shares, Instant now) {
    double load = 0;
    double latched = 0;
    double damage = 0;
    boolean opened = false;
    for (Bound.Term term : bound.terms()) {
      Aim aim = plan.aims.get(term.wish());
      String cdn = plan.wishes.get(term.wish()).lines().get(term.line()).cdn();
      double part = term.load() * shares.get(term.wish())[term.line()];
      load += part;
      if (term.own() && aim.latched(cdn) && mayBeLoad(aim, cdn)) {
        latched += part;
        damage += part * aim.damage(cdn);
        opened |= !aim.state().floors.containsKey(cdn);
      }
    }
    Learned known = state.learned.get(bound.pool());
    double believed = known == null ? 1 : known.part();
    double contract = bound.limit() / believed;
    boolean collapsed = opened && latched > MOSTLY_LATCHED * load && load > CARRIES_MUCH * contract;
    if (collapsed) {
      double lost = Math.clamp(damage / latched, 0.1, 0.6);
      double part = Math.clamp(load * (1 - lost) / contract, 0.01, believed);
      state.learned.put(bound.pool(), new Learned(part, now, now));
    } else if (known != null) {
      recover(state, bound.pool(), known, latched > 0, now);
    }
  }

  /** A dead or stale CDN says nothing of how much it could carry. */
  private static boolean mayBeLoad(Aim aim, String cdn) {
    return aim.of(cdn)
        .reason()
        .filter(r -> r instanceof Reason.Outage || r instanceof Reason.Stale)
        .isEmpty();
  }

  private static void recover(
      EngineState state, String pool, Learned known, boolean latched, Instant now) {
    if (latched) {
      state.learned.put(pool, new Learned(known.part(), now, now));
    } else if (!now.isBefore(known.quietSince().plus(QUIET))
        && !now.isBefore(known.raised().plus(EVERY))) {
      double part = known.part() + RISE;
      if (part >= 1) {
        state.learned.remove(pool);
      } else {
        state.learned.put(pool, new Learned(part, known.quietSince(), now));
      }
    }
  }
}
