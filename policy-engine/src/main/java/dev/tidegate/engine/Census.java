package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.Place;
import dev.tidegate.model.Service;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.weigh.Demand;
import java.util.HashMap;
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

  private final Grid grid;
  private final double[] viewers;

  /** A row over all groups' CDNs; not a number where nobody watches. */
  private final double[] byCdn;

  /** By group, those on CDNs that its service does not have. */
  private final Map<Integer, SortedMap<String, Double>> strangers = new HashMap<>();

  /** Of groups in which a capacity binds in a network; null for the others. */
  private final @Nullable SortedMap<String, Double>[] byNetwork;

  @SuppressWarnings({"unchecked", "rawtypes"}) // no array of a generic type can be made otherwise
  private Census(Grid grid) {
    this.grid = grid;
    viewers = new double[grid.size()];
    byCdn = new double[grid.width()];
    java.util.Arrays.fill(byCdn, Double.NaN);
    byNetwork = (SortedMap<String, Double>[]) new SortedMap[grid.size()];
  }

  static Census of(Grid grid, SortedMap<Cell, Long> viewers) {
    Census census = new Census(grid);
    Place place = null;
    int g = -1;
    double here = 0;
    for (Map.Entry<Cell, Long> e : viewers.entrySet()) {
      Place there = e.getKey().place();
      if (!there.equals(place)) {
        census.add(g, place, here);
        here = 0;
        place = there;
        g = grid.owner(there);
      }
      if (g >= 0 && e.getValue() > 0) {
        double count = e.getValue() / 1000.0;
        here += count;
        census.add(g, e.getKey().cdn(), count);
      }
    }
    census.add(g, place, here);
    return census;
  }

  private void add(int g, @Nullable Place place, double count) {
    if (g < 0 || place == null) {
      return;
    }
    viewers[g] += count;
    if (count > 0 && boundedByNetwork(g)) {
      SortedMap<String, Double> networks = byNetwork[g];
      if (networks == null) {
        networks = new TreeMap<>();
        byNetwork[g] = networks;
      }
      networks.put(place.network(), count);
    }
  }

  private boolean boundedByNetwork(int g) {
    Group group = grid.group(g).group;
    Service service = grid.setup.services().get(group.service());
    Service.Regional regional = service == null ? null : service.regional().get(group.region());
    return regional != null && !regional.networkCapacity().isEmpty();
  }

  private void add(int g, String cdn, double count) {
    int place = java.util.Arrays.binarySearch(grid.cdns(g), cdn);
    if (place >= 0) {
      int at = grid.from(g) + place;
      byCdn[at] = Double.isNaN(byCdn[at]) ? count : byCdn[at] + count;
    } else {
      strangers.computeIfAbsent(g, x -> new TreeMap<>()).merge(cdn, count, Double::sum);
    }
  }

  /** Viewers of a group by CDN, those on CDNs that are not configured any more among them. */
  SortedMap<String, Double> cdns(Group group) {
    SortedMap<String, Double> cdns = new TreeMap<>();
    int g = grid.of(group);
    if (g >= 0) {
      cdns.putAll(strangers.getOrDefault(g, new TreeMap<>()));
      for (int place = 0; place < grid.cdns(g).length; place++) {
        double count = byCdn[grid.from(g) + place];
        if (!Double.isNaN(count)) {
          cdns.put(grid.cdns(g)[place], count);
        }
      }
    }
    return cdns;
  }

  /** Where a group's viewers are, as parts of its demand, in the order of {@code cdns}. */
  double[] seen(Group group, String[] cdns, Demand demand) {
    double[] shares = new double[cdns.length];
    int g = grid.of(group);
    double all = demand.viewers();
    for (int k = 0; k < cdns.length && g >= 0 && all > 0; k++) {
      double count = at(g, cdns[k]);
      shares[k] = Double.isNaN(count) ? 0 : count / all;
    }
    return shares;
  }

  private double at(int g, String cdn) {
    int place = java.util.Arrays.binarySearch(grid.cdns(g), cdn);
    if (place >= 0) {
      return byCdn[grid.from(g) + place];
    }
    SortedMap<String, Double> others = strangers.get(g);
    Double count = others == null ? null : others.get(cdn);
    return count == null ? Double.NaN : count;
  }

  double viewers(int g) {
    return viewers[g];
  }

  double viewers(Group group) {
    int g = grid.of(group);
    return g < 0 ? 0 : viewers[g];
  }

  /** Viewers of a group on a CDN; empty if nobody watches there. */
  OptionalDouble viewers(Group group, String cdn) {
    int g = grid.of(group);
    double count = g < 0 ? Double.NaN : at(g, cdn);
    return Double.isNaN(count) ? OptionalDouble.empty() : OptionalDouble.of(count);
  }

  /**
   * Takes the viewers into the groups' memory, {@code seconds} after the last time.
   *
   * @param hearing whether most of them cannot have been heard of yet
   */
  void remember(double seconds, boolean hearing) {
    double fast = keep(FAST, seconds);
    double slow = keep(SLOW, seconds);
    double fall = hearing ? 1 : keep(FALL_HALF_LIFE, seconds);
    for (int g = 0; g < viewers.length; g++) {
      GroupState state = grid.group(g);
      double seen = viewers[g];
      if (state.health.silent()) {
        // Of whom nobody tells has not left, and does not come anew when somebody tells again.
        state.demand = Math.max(state.demand, seen);
        continue;
      }
      boolean fresh = state.fastViewers == 0 && state.slowViewers == 0;
      state.fastViewers = fresh ? seen : nearer(state.fastViewers, seen, fast);
      state.slowViewers = fresh ? seen : nearer(state.slowViewers, seen, slow);
      state.demand = seen > state.demand ? seen : nearer(state.demand, seen, fall);
    }
  }

  /** What is left of a demand that nobody was there to hear of for so many seconds. */
  static double fallen(double demand, double seconds) {
    double left = demand * keep(FALL_HALF_LIFE, Math.max(0, seconds - FALL_HALF_LIFE));
    return left < 1 ? 0 : left;
  }

  private static double keep(double halfLife, double seconds) {
    return StrictMath.pow(0.5, seconds / halfLife);
  }

  private static double nearer(double from, double to, double keep) {
    return to + (from - to) * keep;
  }

  /**
   * What the group will ask for {@code ahead} seconds from now, by the trend of the last minute;
   * never less than what it asks for now. On a ramp the two means trail it by 15 s and 60 s over ln
   * 2 and so differ by its slope times the difference of these; the forecast begins where the
   * viewers are, not where a mean still is.
   *
   * @param scheduled viewers that somebody announced until then; at most {@value #MOST_ANNOUNCED}
   *     times those seen are believed
   */
  Demand demand(GroupState state, Service service, double ahead, OptionalDouble scheduled) {
    double slope = (state.fastViewers - state.slowViewers) / LAG;
    int g = grid.of(state.group);
    double seen = g < 0 ? 0 : viewers[g];
    double forecast = Math.min(seen + Math.max(0, slope) * ahead, seen * MOST_GROWTH);
    double demand = Math.max(state.demand, slope > 0 ? forecast : 0);
    demand = Math.max(demand, Math.min(scheduled.orElse(0), seen * MOST_ANNOUNCED));
    double bits =
        state.health.bitsPerViewer() > 0 ? state.health.bitsPerViewer() : service.bitsPerViewer();
    SortedMap<String, Double> networks = g < 0 ? null : byNetwork[g];
    return networks == null
        ? new Demand(demand, bits, Demand.NO_NETWORKS)
        : new Demand(demand, bits, scaled(networks, seen > 0 ? demand / seen : 0));
  }

  private static final double LAG = (SLOW - FAST) / StrictMath.log(2);

  private static SortedMap<String, Double> scaled(SortedMap<String, Double> counts, double scale) {
    SortedMap<String, Double> scaled = new TreeMap<>();
    counts.forEach((network, count) -> scaled.put(network, count * scale));
    return scaled;
  }

  /** Smooths the rates of reported requests and of steering requests of each group. */
  static void rates(Grid grid, List<CellDigest> digests, double seconds) {
    // Whole numbers: their sums do not depend on the order of the digests.
    double[] requests = new double[grid.size()];
    double[] asks = new double[grid.size()];
    double[] beacons = new double[grid.size()];
    Place place = null;
    int g = -1;
    for (CellDigest digest : digests) {
      if (!digest.cell().place().equals(place)) {
        place = digest.cell().place();
        g = grid.owner(place);
      }
      if (g >= 0) {
        requests[g] +=
            digest.residents().get(Count.RAW_REQUESTS) + digest.arrivals().get(Count.RAW_REQUESTS);
        asks[g] += digest.residents().get(Count.POLLS) + digest.arrivals().get(Count.POLLS);
        beacons[g] +=
            digest.residents().get(Count.RAW_BEACONS) + digest.arrivals().get(Count.RAW_BEACONS);
      }
    }
    double span = Math.max(seconds, 0.05);
    double keep = keep(SLOW, seconds);
    for (int i = 0; i < requests.length; i++) {
      GroupState state = grid.group(i);
      double asked = asks[i] / span;
      boolean first = state.asksPerSecond == 0;
      state.samplesPerSecond = nearer(state.samplesPerSecond, requests[i] / span, keep);
      state.asksPerSecond = first ? asked : nearer(state.asksPerSecond, asked, keep);
      GroupAnswer answer = state.answer;
      state.askers = nearer(state.askers, answer == null ? 0 : asked * answer.ttlSeconds(), keep);
      state.beaconsPerSecond = nearer(state.beaconsPerSecond, beacons[i] / span, keep);
    }
  }
}
