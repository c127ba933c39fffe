package dev.tidegate.engine;

import dev.tidegate.health.CdnHealth;
import dev.tidegate.health.CdnState;
import dev.tidegate.health.GroupHealth;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.ShiftLimit;
import dev.tidegate.weigh.Ruling;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A group with all that bears on its shares in one step. */
final class Aim {
  private final GroupState state;
  private final Service service;
  private final Weights base;
  private final Ruling ruling;
  private final Mode mode;
  private final boolean storeReachable;
  private @Nullable List<String> lines;

  /** Its place among the groups of the plan. */
  final int index;

  /**
   * @param base its configured shares
   * @param storeReachable whether anything may relax or rise
   */
  Aim(
      int index,
      GroupState state,
      Service service,
      Weights base,
      Ruling ruling,
      Mode mode,
      boolean storeReachable) {
    this.index = index;
    this.state = state;
    this.service = service;
    this.base = base;
    this.ruling = ruling;
    this.mode = mode;
    this.storeReachable = storeReachable;
    health = state.health;
  }

  private final GroupHealth health;

  GroupState state() {
    return state;
  }

  Service service() {
    return service;
  }

  Weights base() {
    return base;
  }

  GroupHealth health() {
    return health;
  }

  Ruling ruling() {
    return ruling;
  }

  Mode mode() {
    return mode;
  }

  boolean storeReachable() {
    return storeReachable;
  }

  /** CDNs that may be in an answer, sorted. */
  List<String> permitted() {
    List<String> all = state.ids(base);
    return ruling.excluded().isEmpty()
        ? all
        : all.stream().filter(c -> !ruling.excluded().containsKey(c)).toList();
  }

  /**
   * Permitted CDNs and those that still have a share though they should not, sorted; as they were
   * when this was first asked, before anything moved.
   */
  List<String> lines() {
    List<String> known = lines;
    if (known == null) {
      known = strays() ? withStrays() : permitted();
      lines = known;
    }
    return known;
  }

  private boolean strays() {
    for (Map.Entry<String, Double> e : state.position.entrySet()) {
      if (e.getValue() > 0 && !permits(e.getKey())) {
        return true;
      }
    }
    return false;
  }

  private List<String> withStrays() {
    SortedSet<String> all = new TreeSet<>(permitted());
    state.position.forEach(
        (cdn, share) -> {
          if (share > 0) {
            all.add(cdn);
          }
        });
    return List.copyOf(all);
  }

  boolean permits(String cdn) {
    return base.shares().containsKey(cdn) && !ruling.excluded().containsKey(cdn);
  }

  CdnHealth of(String cdn) {
    return health.of(cdn);
  }

  boolean latched(String cdn) {
    return !health.calm() && of(cdn).state().latched();
  }

  /** What is believed of its damage now, 0..1; of a latched one at least what opens a latch. */
  double damage(String cdn) {
    CdnHealth h = of(cdn);
    double known = h.damage().orElse(h.peakDamage());
    return latched(cdn) ? Math.max(known, get(Policy.Key.MIN_EFFECT)) : known;
  }

  /** Evidence strong enough to leave in one tick. */
  boolean urgent(String cdn) {
    return latched(cdn) && (of(cdn).sudden() || damage(cdn) >= get(Policy.Key.OUT_AT_ONCE));
  }

  /** Evidence that stands without the store, under a soft freeze and in silence. */
  boolean hard(String cdn) {
    return latched(cdn) && of(cdn).sudden();
  }

  boolean probation(String cdn) {
    return !health.calm() && of(cdn).state() instanceof CdnState.Probation;
  }

  boolean unrest() {
    return !health.calm() && permitted().stream().anyMatch(cdn -> latched(cdn) || probation(cdn));
  }

  /** Shares may only move on the strongest grounds: nothing rises by itself. */
  boolean holds() {
    return mode == Mode.HELD || mode == Mode.FROZEN || mode == Mode.PANIC || !storeReachable;
  }

  /** How long until reports show what a move did, by those who watch here; seconds. */
  double tau() {
    return ShiftLimit.tau(service, service.policy(), state.asking(service));
  }

  boolean hardFreeze() {
    return ruling.freeze().map(f -> f.action().equals(HARD)).orElse(false);
  }

  private static final dev.tidegate.model.OperatorOverride.Freeze HARD =
      new dev.tidegate.model.OperatorOverride.Freeze(true);

  double get(Policy.Key key) {
    return service.policy().get(key);
  }
}
