package dev.tidegate.api.dns;

import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Situation.CdnView;
import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether viewers are where they have been sent. DNS only asks: resolvers keep answers beyond their
 * TTL, and players keep connections beyond that. So the share that a CDN should have by now trails
 * the published weight, and is held against the share of the viewers that beacons count there:
 *
 * <pre>
 *   expected += (weight - expected) * (1 - exp(-dt / TAIL))
 *   off       = |measured - expected| &gt; max(10 points, 4 standard errors), of any CDN
 * </pre>
 *
 * <p>What has been off for three times the tail is an alarm. It moves nobody: the engine already
 * reckons with measured load, whoever sent it there.
 */
public final class Following {
  private static final Logger log = LoggerFactory.getLogger(Following.class);

  /** As long as the engine takes those who never ask to follow an old answer (unasked-ttl). */
  static final Duration TAIL = Duration.ofSeconds(60);

  /** Three tails leave a twentieth of those who were to move. */
  static final Duration PATIENCE = TAIL.multipliedBy(3);

  /** As shares: below it, mixes of networks and devices differ by themselves. */
  private static final double OFF = 0.10;

  private static final double STANDARD_ERRORS = 4;

  /** Fewer viewers say nothing of shares. */
  private static final double LEAST_VIEWERS = 100;

  /**
   * How one (service, region) stands; shares in basis points.
   *
   * @param measured empty where too few viewers are counted, or not everywhere
   * @param offSince since when they are not where they should be
   * @param alarm whether that is too long
   */
  public record Standing(
      SortedMap<String, Integer> expected,
      Optional<SortedMap<String, Integer>> measured,
      Optional<Instant> offSince,
      boolean alarm) {}

  private static final class Memory {
    private final Map<String, Double> expected = new HashMap<>();
    private Instant at;
    private Optional<Instant> offSince = Optional.empty();
    private boolean alarm;

    Memory(Instant at) {
      this.at = at;
    }
  }

  private final SortedMap<Group, Memory> memories = new TreeMap<>();
  private volatile SortedMap<Group, Standing> standings = Collections.emptySortedMap();

  /**
   * Takes note of one step. On the loop's thread alone.
   *
   * @param byDns the services that resolvers are told of
   */
  public void see(Situation situation, Predicate<String> byDns) {
    SortedMap<Group, Standing> now = new TreeMap<>();
    situation
        .groups()
        .forEach(
            (group, view) -> {
              if (group.network().isEmpty() && byDns.test(group.service())) {
                Map<String, Integer> weights = new TreeMap<>();
                Map<String, Double> viewers = new TreeMap<>();
                view.cdns()
                    .forEach(
                        (cdn, each) -> {
                          weights.put(cdn, each.weight());
                          count(cdn, each, viewers);
                        });
                now.put(group, see(situation.at(), group, weights, viewers));
              }
            });
    memories.keySet().retainAll(now.keySet());
    standings = Collections.unmodifiableSortedMap(now);
  }

  /** Nobody is counted where nobody is sent: that is none, and not unknown. */
  private static void count(String cdn, CdnView view, Map<String, Double> viewers) {
    view.viewers().ifPresent(v -> viewers.put(cdn, v));
    if (view.viewers().isEmpty() && view.weight() == 0) {
      viewers.put(cdn, 0.0);
    }
  }

  /** As last seen; empty before the first step. */
  public SortedMap<Group, Standing> standings() {
    return standings;
  }

  /** How many (service, region) are an alarm. */
  public long alarms() {
    return standings.values().stream().filter(Standing::alarm).count();
  }

  /**
   * @param weights published, basis points
   * @param viewers counted, of those CDNs of which they are known
   */
  Standing see(Instant at, Group group, Map<String, Integer> weights, Map<String, Double> viewers) {
    Memory memory = memories.computeIfAbsent(group, g -> new Memory(at));
    trail(memory, at, weights);
    Optional<Map<String, Double>> measured = shares(weights, viewers);
    double n = viewers.values().stream().mapToDouble(v -> v).sum();
    boolean off = measured.map(m -> off(memory.expected, m, n)).orElse(false);
    memory.offSince = off ? memory.offSince.or(() -> Optional.of(at)) : Optional.empty();
    boolean alarm = memory.offSince.map(s -> !s.plus(PATIENCE).isAfter(at)).orElse(false);
    Standing standing =
        new Standing(
            points(memory.expected), measured.map(Following::points), memory.offSince, alarm);
    say(memory, group, standing);
    return standing;
  }

  private static void trail(Memory memory, Instant at, Map<String, Integer> weights) {
    double dt = Math.max(0, Duration.between(memory.at, at).toMillis() / 1_000.0);
    double way = 1 - Math.exp(-dt / TAIL.toSeconds());
    memory.at = at;
    memory.expected.keySet().retainAll(weights.keySet());
    weights.forEach(
        (cdn, weight) -> {
          double share = (double) weight / Weights.TOTAL;
          memory.expected.merge(cdn, share, (old, now) -> old + (now - old) * way);
        });
  }

  private static Optional<Map<String, Double>> shares(
      Map<String, Integer> weights, Map<String, Double> viewers) {
    double sum = viewers.values().stream().mapToDouble(v -> v).sum();
    if (!viewers.keySet().containsAll(weights.keySet()) || sum < LEAST_VIEWERS) {
      return Optional.empty();
    }
    Map<String, Double> shares = new TreeMap<>();
    viewers.forEach((cdn, v) -> shares.put(cdn, v / sum));
    return Optional.of(shares);
  }

  private static boolean off(
      Map<String, Double> expected, Map<String, Double> measured, double viewers) {
    return expected.entrySet().stream()
        .anyMatch(
            e -> {
              double share = e.getValue();
              double error = Math.sqrt(Math.max(0, share * (1 - share)) / viewers);
              double gap = Math.abs(measured.getOrDefault(e.getKey(), 0.0) - share);
              return gap > Math.max(OFF, STANDARD_ERRORS * error);
            });
  }

  private static SortedMap<String, Integer> points(Map<String, Double> shares) {
    SortedMap<String, Integer> points = new TreeMap<>();
    shares.forEach((cdn, share) -> points.put(cdn, (int) Math.round(share * Weights.TOTAL)));
    return Collections.unmodifiableSortedMap(points);
  }

  /** The same trouble is said once. */
  private static void say(Memory memory, Group group, Standing standing) {
    if (standing.alarm() && !memory.alarm) {
      log.warn(
          "{}: viewers do not follow: by now {} is expected, {} is measured, since {}",
          group,
          standing.expected(),
          standing.measured().map(Object::toString).orElse("nothing"),
          standing.offSince().map(Instant::toString).orElse(""));
    } else if (!standing.alarm() && memory.alarm) {
      log.info("{}: viewers follow again", group);
    }
    memory.alarm = standing.alarm();
  }
}
