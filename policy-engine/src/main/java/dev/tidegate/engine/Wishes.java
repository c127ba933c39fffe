package dev.tidegate.engine;

import dev.tidegate.health.CdnState;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.weigh.Floors;
import dev.tidegate.weigh.Ruling;
import dev.tidegate.weigh.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What each group would have: base shares, bent by health and then by the operators' words. */
final class Wishes {
  private static final double POINT = 1.0 / Weights.TOTAL;

  /** By service and CDN: how much of what a drain would still move may move, 0..1. */
  private final SortedMap<String, Double> uncorroborated = new TreeMap<>();

  Wishes(List<Aim> aims) {
    SortedMap<String, double[]> sums = new TreeMap<>();
    for (Aim aim : aims) {
      double viewers = Math.max(aim.state().demand, 1e-3);
      double[] sum = sums.computeIfAbsent(aim.service().id(), s -> new double[3]);
      sum[0] += viewers;
      for (String cdn : aim.health().calm() ? List.<String>of() : aim.lines()) {
        if (alone(aim, cdn)) {
          double atLatch = shareAtLatch(aim, cdn);
          double now = aim.state().at(cdn);
          sum[1] += viewers * Math.max(0, atLatch - now);
          sum[2] += viewers * Math.max(0, now - floor(aim, cdn));
        }
      }
    }
    for (Aim aim : aims) {
      if (uncorroborated.containsKey(aim.service().id())) {
        continue;
      }
      double[] sum = sums.getOrDefault(aim.service().id(), new double[3]);
      double may = aim.get(Policy.Key.UNCORROBORATED) * sum[0] - sum[1];
      uncorroborated.put(aim.service().id(), sum[2] > 0 ? Math.clamp(may / sum[2], 0, 1) : 1.0);
    }
  }

  private static boolean alone(Aim aim, String cdn) {
    return aim.latched(cdn) && !aim.of(cdn).corroborated();
  }

  /** What it held when it was latched, 0..1. */
  static double shareAtLatch(Aim aim, String cdn) {
    double now = aim.state().at(cdn);
    double told =
        aim.of(cdn).state() instanceof CdnState.Draining(var s, int share, int f)
            ? share * POINT
            : now;
    return Math.max(now, Math.max(told, aim.state().atLatch.getOrDefault(cdn, now)));
  }

  /**
   * The least share of a latched CDN, 0..1. While the latch lasts it only falls, and only when much
   * less would do: a floor that follows every count would move viewers for nothing.
   */
  static double floor(Aim aim, String cdn) {
    if (!aim.of(cdn).canariesAllowed() || aim.base().of(cdn) == 0) {
      return 0;
    }
    int wanted =
        Floors.basisPoints(
            aim.service().policy(), aim.state().samplesPerSecond, aim.of(cdn).peakDamage());
    Integer known = aim.state().floors.get(cdn);
    int points = known == null || known == 0 || wanted < 0.7 * known ? wanted : known;
    return Math.min(points, aim.base().of(cdn)) * POINT;
  }

  Wish wish(Aim aim) {
    List<Wish.Line> lines = new ArrayList<>();
    boolean still = still(aim);
    for (String cdn : aim.lines()) {
      lines.add(aim.permits(cdn) ? line(aim, cdn, still) : gone(aim, cdn));
    }
    return new Wish(aim.state().group, lines, aim.service().priority());
  }

  private static Wish.Line gone(Aim aim, String cdn) {
    return new Wish.Line(cdn, 0, 0, 0, aim.state().at(cdn), 1, false);
  }

  /** True if no share of the group may move by what is measured. */
  private static boolean still(Aim aim) {
    return switch (aim.mode()) {
      case PANIC -> true;
      case STATIC, AUTOMATIC ->
          !aim.storeReachable() && aim.permitted().stream().noneMatch(aim::hard);
      case FROZEN -> aim.hardFreeze();
      case HELD -> aim.permitted().stream().noneMatch(aim::hard) && !relaxes(aim);
    };
  }

  /** Held for so long that un-latched CDNs drift back to their configured shares. */
  static boolean relaxes(Aim aim) {
    return aim.mode() == Mode.HELD
        && aim.storeReachable()
        && aim.health().silentSeconds() >= aim.get(Policy.Key.HELD_RELAX_AFTER);
  }

  private Wish.Line line(Aim aim, String cdn, boolean still) {
    double now = aim.state().at(cdn);
    boolean held = aim.holds() && !relaxes(aim);
    double base = held || still ? now : aim.base().of(cdn) * POINT;
    double least = 0;
    double most = 1;
    boolean spill = false;
    if (still || (held && aim.latched(cdn) && !aim.hard(cdn))) {
      // In panic the last table stands; only what its CDNs have no room for spills among them.
      spill = aim.mode() == Mode.PANIC;
      least = spill ? 0 : now;
      most = now;
    } else if (aim.latched(cdn)) {
      double floor = Math.min(floor(aim, cdn), 1);
      double stays =
          alone(aim, cdn)
              ? (now - floor) * (1 - uncorroborated.getOrDefault(aim.service().id(), 1.0))
              : 0;
      most = Math.min(1, floor + Math.max(0, stays));
      least = Math.min(floor, most);
      spill = true;
    } else {
      least = minWeight(aim, cdn);
      if (aim.probation(cdn)) {
        // A CDN that is well again keeps what it has; only its return is slow.
        double start = aim.of(cdn).slowStart() * aim.base().of(cdn) * POINT;
        most = Math.min(1, Math.max(now, Math.max(floor(aim, cdn), start)));
      }
      if (aim.state().shunned.containsKey(cdn)) {
        most = Math.min(most, aim.state().settled.getOrDefault(cdn, now));
      }
      least = Math.min(least, most);
    }
    Ruling.Word word = aim.ruling().words().get(cdn);
    if (word != null) {
      return ordered(cdn, word, base, least, most, now, aim.damage(cdn), spill, still);
    }
    if (still && !aim.ruling().words().isEmpty()) {
      return new Wish.Line(cdn, now, 0, 1, now, aim.damage(cdn), spill);
    }
    if (still
        && (!aim.ruling().excluded().isEmpty() || aim.lines().size() != aim.permitted().size())) {
      return new Wish.Line(cdn, now, least, 1, now, aim.damage(cdn), spill);
    }
    return new Wish.Line(cdn, base, least, most, now, aim.damage(cdn), spill);
  }

  private static Wish.Line ordered(
      String cdn,
      Ruling.Word word,
      double base,
      double least,
      double most,
      double now,
      double damage,
      boolean spill,
      boolean still) {
    double bottom = word.least() * POINT;
    double top = word.most() * POINT;
    double low = still ? bottom : Math.clamp(least, bottom, top);
    double high = still ? top : Math.clamp(most, bottom, top);
    return new Wish.Line(
        cdn, base, Math.min(low, high), high, now, damage, spill || (top == 0 && bottom == 0));
  }

  /**
   * The least share of a CDN that is well, 0..1: what it is of all proportions of the service, but
   * never more than a region's own give it.
   */
  private static double minWeight(Aim aim, String cdnId) {
    Service service = aim.service();
    Cdn cdn = service.cdns().get(cdnId);
    if (cdn == null || cdn.minWeight() == 0) {
      return 0;
    }
    double sum = 0;
    for (Cdn other : service.cdns().values()) {
      sum += other.weight();
    }
    double least = sum > 0 ? Math.min(1, cdn.minWeight() / sum) : 0;
    Service.Regional regional = service.regional().get(aim.state().group.region());
    return regional == null || regional.weights().isEmpty()
        ? least
        : Math.min(least, aim.state().statics(service).of(cdnId) * POINT);
  }
}
