package dev.tidegate.engine;

import dev.tidegate.health.Assessment;
import dev.tidegate.health.GroupHealth;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.Place;
import dev.tidegate.model.Service;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.weigh.Demand;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts who watches where: viewers of each group, now and as far ahead as a move takes effect. */
final class Census {
  private static final double FALL_HALF_LIFE = 60;
  private static final double FAST = 15;
  private static final double SLOW = 60;

  /** Forecasts beyond this multiple of what is seen are noise. */
  private static final double MOST_GROWTH = 1.5;

  /** Nobody's audience grows by more in the time of a forecast; whoever announces more is wrong. */
  private static final double MOST_ANNOUNCED = 3;

  private final SortedMap<Group, SortedMap<String, Double>> byNetwork = new TreeMap<>();
  private final SortedMap<Group, SortedMap<String, Double>> byCdn = new TreeMap<>();

  private Census() {}

  static Census of(Iterable<Group> groups, SortedMap<Cell, Long> viewers) {
    Census census = new Census();
    for (Group group : groups) {
      census.byNetwork.put(group, new TreeMap<>());
      census.byCdn.put(group, new TreeMap<>());
    }
    Place place = null;
    Group group = null;
    for (Map.Entry<Cell, Long> e : viewers.entrySet()) {
      Place there = e.getKey().place();
      if (!there.equals(place)) {
        place = there;
        group = census.owner(there);
      }
      if (group != null && e.getValue() > 0) {
        double count = e.getValue() / 1000.0;
        census.networks(group).merge(there.network(), count, Double::sum);
        census.cdns(group).merge(e.getKey().cdn(), count, Double::sum);
      }
    }
    return census;
  }

  private @Nullable Group owner(Place place) {
    Group network = Group.of(place.service(), place.region(), place.network());
    if (byNetwork.containsKey(network)) {
      return network;
    }
    Group region = network.regional();
    return byNetwork.containsKey(region) ? region : null;
  }

  double viewers(Group group) {
    double sum = 0;
    for (double count : networks(group).values()) {
      sum += count;
    }
    return sum;
  }

  SortedMap<String, Double> cdns(Group group) {
    return byCdn.getOrDefault(group, new TreeMap<>());
  }

  private SortedMap<String, Double> networks(Group group) {
    return byNetwork.getOrDefault(group, new TreeMap<>());
  }

  /** Takes the viewers into the group's memory, {@code seconds} after the last time. */
  void remember(GroupState state, double seconds) {
    double seen = viewers(state.group);
    boolean fresh = state.fastViewers == 0 && state.slowViewers == 0;
    state.fastViewers = fresh ? seen : nearer(state.fastViewers, seen, FAST, seconds);
    state.slowViewers = fresh ? seen : nearer(state.slowViewers, seen, SLOW, seconds);
    state.demand = seen > state.demand ? seen : nearer(state.demand, seen, FALL_HALF_LIFE, seconds);
  }

  private static double nearer(double from, double to, double halfLife, double seconds) {
    return to + (from - to) * StrictMath.pow(0.5, seconds / halfLife);
  }

  /**
   * What the group will ask for {@code ahead} seconds from now, by the trend of the last minute;
   * never less than what it asks for now.
   *
   * @param scheduled viewers that somebody announced until then; at most {@value #MOST_ANNOUNCED}
   *     times those seen are believed
   */
  Demand demand(
      GroupState state,
      Service service,
      Assessment assessment,
      double ahead,
      OptionalDouble scheduled) {
    double lag = (SLOW - FAST) / StrictMath.log(2);
    double slope = (state.fastViewers - state.slowViewers) / lag;
    double seen = viewers(state.group);
    double forecast =
        Math.clamp(state.fastViewers + Math.max(0, slope) * ahead, 0, seen * MOST_GROWTH);
    double demand = Math.max(state.demand, slope > 0 ? forecast : 0);
    demand = Math.max(demand, Math.min(scheduled.orElse(0), seen * MOST_ANNOUNCED));
    double scale = seen > 0 ? demand / seen : 0;
    SortedMap<String, Double> networks = new TreeMap<>();
    networks(state.group).forEach((network, count) -> networks.put(network, count * scale));
    GroupHealth health = assessment.groups().get(state.group);
    double bits =
        health != null && health.bitsPerViewer() > 0
            ? health.bitsPerViewer()
            : service.bitsPerViewer();
    return new Demand(demand, bits, networks);
  }

  /** Smooths the rates of reported requests and of steering requests of each group. */
  static void rates(SortedMap<Group, GroupState> groups, List<CellDigest> digests, double seconds) {
    SortedMap<Group, Double> requests = new TreeMap<>();
    SortedMap<Group, Double> asks = new TreeMap<>();
    for (CellDigest digest : digests) {
      Group network =
          Group.of(
              digest.cell().place().service(),
              digest.cell().place().region(),
              digest.cell().place().network());
      Group owner = groups.containsKey(network) ? network : network.regional();
      double raw =
          (digest.residents().get(Count.RAW_REQUESTS) + digest.arrivals().get(Count.RAW_REQUESTS));
      requests.merge(owner, raw, Double::sum);
      double asked = digest.residents().get(Count.POLLS) + digest.arrivals().get(Count.POLLS);
      asks.merge(owner, asked, Double::sum);
    }
    double span = Math.max(seconds, 0.05);
    groups.forEach(
        (group, state) -> {
          double reported = requests.getOrDefault(group, 0.0) / span;
          double asked = asks.getOrDefault(group, 0.0) / span;
          boolean first = state.asksPerSecond == 0;
          state.samplesPerSecond = nearer(state.samplesPerSecond, reported, SLOW, seconds);
          state.asksPerSecond = first ? asked : nearer(state.asksPerSecond, asked, SLOW, seconds);
        });
  }
}
