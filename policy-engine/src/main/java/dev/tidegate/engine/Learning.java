package dev.tidegate.engine;

import dev.tidegate.health.CdnHealth;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Reason;
import dev.tidegate.weigh.Bound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pool proved able to carry: when most of its demand is latched while it carries much of its
 * contract, it is believed to carry what it carried less its damage, and is trusted with more again
 * only slowly. If its players measure it as ill as ever though it has carried clearly less than
 * that for a minute, load was not what ailed it, and what was believed before holds again.
 */
final class Learning {
  private static final double MOSTLY_LATCHED = 0.6;
  private static final double CARRIES_MUCH = 0.25;
  private static final Duration QUIET = Duration.ofSeconds(60);
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final double RISE = 0.02;

  /**
   * And no more than this part of what it is trusted with: the way to full is short for the small.
   */
  private static final double RISE_OF_TRUST = 0.05;

  /** So much beyond its peers, over all that a pool carries, and it is as full as it should be. */
  private static final double FULL = 0.001;

  /** Damage is never below 0: what noise makes of it on average, in minimum detectable effects. */
  private static final double NOISE = 0.06;

  private static final double MOST_LOST = 0.6;
  private static final int MOST_COLLAPSES = 5;

  /** A CDN that is well again so soon after it was left may only have been too full. */
  private static final Duration SOON = Duration.ofSeconds(150);

  /** Of a load so light, load may explain at most this part of the worst damage: half of that. */
  private static final double EXPLAINED = 0.3;

  /** So much of the way from where load begins to hurt to full is not light for any damage. */
  private static final double NEARLY_FULL = 0.8;

  /** Four half-lives of the short window: it speaks of the light load by then, not of the heavy. */
  private static final Duration REFUTES = Duration.ofSeconds(60);

  /** What is left of the damage of a CDN that was only too full is less than this part by then. */
  private static final double AS_ILL = 0.6;

  /** Fewer samples say nothing of how ill it is. */
  private static final double TELLING = 60;

  private Learning() {}

  static void from(Plan plan, EngineState state, Instant now) {
    List<double[]> shares = plan.positions();
    for (Bound bound : plan.bounds) {
      if (bound.name().equals("pool " + bound.pool())) {
        learn(plan, state, bound, shares, now);
      }
    }
  }

  /**
   * Load over capacity without what a latch itself taught: a CDN whose capacity is believed to be
   * less because it fails is not excused for failing by that belief. So latched CDNs count by their
   * contract.
   */
  static SortedMap<String, Double> blameless(
      Aim aim, SortedMap<String, Double> seen, SortedMap<String, Learned> learned) {
    if (learned.isEmpty() || aim.health().calm()) {
      return seen;
    }
    SortedMap<String, Double> all = new TreeMap<>(seen);
    all.replaceAll(
        (id, utilisation) -> {
          Cdn cdn = aim.service().cdns().get(id);
          Learned known = cdn == null ? null : learned.get(cdn.pool());
          return known != null && aim.latched(id) ? utilisation * known.part() : utilisation;
        });
    return all;
  }

  /** What a pool carries now, and how much of it is latched. */
  private static final class Carried {
    double load;

    /** Latched for what load may do. */
    double ill;

    double damage;
    double peak;

    /** What players measure now, not what a latch holds; nothing where too few tell. */
    double measured;

    /** Load over capacity, times what is ill, below which load does not explain the damage. */
    double light;

    /** What is bad beyond the peers of those who are not latched. */
    double harm;

    /** Latched at all. */
    double left;

    boolean opened;
  }

  private static void learn(
      Plan plan, EngineState state, Bound bound, List<double[]> shares, Instant now) {
    Learned known = state.learned.get(bound.pool());
    Carried carried = carried(plan, bound, shares, known != null);
    double believed = known == null ? 1 : known.part();
    double contract = bound.limit() / believed;
    boolean much = carried.opened && carried.load > CARRIES_MUCH * contract;
    if (much && carried.ill > MOSTLY_LATCHED * carried.load) {
      double lost = Math.clamp(carried.damage / carried.ill, 0.1, MOST_LOST);
      learn(state, bound.pool(), carried.load * (1 - lost) / contract, now);
      return;
    }
    if (much && carried.left > MOSTLY_LATCHED * carried.load) {
      state.suspected.put(bound.pool(), new Suspicion(carried.load / contract, now));
    }
    if (!suspect(state, bound.pool(), carried.left > 0, now)
        && known != null
        && !refuted(state, bound.pool(), known, carried, contract, now)) {
      recover(state, bound.pool(), carried, now);
    }
  }

  /** Whether load proved not to be what ails a pool, so that what it taught is taken back. */
  private static boolean refuted(
      EngineState state,
      String pool,
      Learned known,
      Carried carried,
      double contract,
      Instant now) {
    boolean light =
        carried.ill > MOSTLY_LATCHED * carried.load
            && carried.load * carried.ill < carried.light * known.part() * contract
            && carried.load > CARRIES_MUCH / 2 * contract;
    Instant before = known.lightSince();
    Instant since = light ? (before == null ? now : before) : null;
    state.learned.put(pool, known.light(since));
    if (since == null
        || since.plus(REFUTES).isAfter(now)
        || carried.measured < AS_ILL * carried.peak
        || known.before() <= known.part()) {
      return false;
    }
    if (known.before() >= 1) {
      state.learned.remove(pool);
    } else {
      state.learned.put(pool, known.raised(known.before(), now));
    }
    return true;
  }

  /**
   * Adds up what a pool carries.
   *
   * @param closely whether those who are well are looked at too
   */
  private static Carried carried(Plan plan, Bound bound, List<double[]> shares, boolean closely) {
    Carried carried = new Carried();
    for (Bound.Term term : bound.terms()) {
      Aim aim = plan.aims.get(term.wish());
      String cdn = plan.wishes.get(term.wish()).lines().get(term.line()).cdn();
      double part = term.load() * shares.get(term.wish())[term.line()];
      carried.load += part;
      if (term.own() && aim.latched(cdn)) {
        carried.left += Math.max(part, 1e-9);
        carried.opened |= !aim.state().floors.containsKey(cdn);
        if (mayBeLoad(aim, cdn)) {
          carried.ill += part;
          carried.damage += part * aim.damage(cdn);
          carried.peak += part * aim.of(cdn).peakDamage();
          carried.measured += part * measured(aim.of(cdn));
          carried.light += part * light(aim.service().policy(), aim.of(cdn).peakDamage());
        }
      } else if (term.own() && closely) {
        CdnHealth health = aim.of(cdn);
        double noise = NOISE * health.minimumDetectable().orElse(0);
        carried.harm += part * (health.damage().orElse(0) - noise);
      }
    }
    return carried;
  }

  /** The load over capacity below which load explains next to nothing of so much damage. */
  private static double light(Policy policy, double damage) {
    double from = policy.get(Policy.Key.OVERLOAD_AT);
    double effect = Math.max(1e-6, policy.get(Policy.Key.LOAD_EFFECT));
    double beyond = StrictMath.sqrt(EXPLAINED * damage / effect);
    return from + (1 - from) * Math.min(NEARLY_FULL, beyond);
  }

  private static double measured(CdnHealth health) {
    boolean tells = health.samples().orElse(0) >= TELLING;
    return tells ? Math.max(health.errorRate().orElse(0), health.stallRatio().orElse(0)) : 0;
  }

  private static void learn(EngineState state, String pool, double part, Instant now) {
    Learned known = state.learned.get(pool);
    double most = known == null ? 1 : known.part();
    boolean again = known != null && known.quietSince().plus(QUIET).isBefore(now);
    int before = known == null ? 0 : known.collapses();
    int collapses = again ? Math.min(MOST_COLLAPSES, before + 1) : Math.max(1, before);
    double trusted = known == null || again ? most : known.before();
    state.suspected.remove(pool);
    double may = Math.clamp(part, 0.01, most);
    state.learned.put(pool, new Learned(may, now, now, collapses, trusted, null));
  }

  /** Whether a pool that was left as dead turned out to have been too full. */
  private static boolean suspect(EngineState state, String pool, boolean latched, Instant now) {
    Suspicion suspicion = state.suspected.get(pool);
    if (suspicion == null) {
      return false;
    }
    if (suspicion.since().plus(SOON).isBefore(now)) {
      state.suspected.remove(pool);
    } else if (!latched) {
      learn(state, pool, suspicion.load() * (1 - MOST_LOST), now);
      return true;
    }
    return false;
  }

  /** A dead or stale CDN says nothing of how much it could carry. */
  private static boolean mayBeLoad(Aim aim, String cdn) {
    return aim.of(cdn)
        .reason()
        .filter(r -> r instanceof Reason.Outage || r instanceof Reason.Stale)
        .isEmpty();
  }

  /** Trusts a pool with more, unless what it carries shows already that it is full. */
  private static void recover(EngineState state, String pool, Carried carried, Instant now) {
    Learned known = state.learned.getOrDefault(pool, Learned.BLANK);
    Duration quiet = QUIET.multipliedBy(1L << Math.max(0, known.collapses() - 1));
    if (carried.ill > 0) {
      state.learned.put(pool, known.quiet(now));
    } else if (!now.isBefore(known.quietSince().plus(quiet))
        && !now.isBefore(known.raised().plus(EVERY))
        && carried.harm <= FULL * carried.load) {
      double part = known.part() + Math.min(RISE, RISE_OF_TRUST * known.part());
      if (part >= 1) {
        state.learned.remove(pool);
      } else {
        state.learned.put(pool, known.raised(part, now));
      }
    }
  }
}
