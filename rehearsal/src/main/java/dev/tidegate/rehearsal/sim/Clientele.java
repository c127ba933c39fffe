package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Ids;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How players behave.
 *
 * @param ways how they ask where to go; shares sum to 1
 * @param classes kinds of device or app, for faults that touch one; shares sum to 1; empty: all
 *     alike
 * @param ttl how long an answer holds, normally: of those who follow the answer's own TTL
 * @param incidentTtl the same while a group is latched or ramping
 * @param failover share of viewers whose players leave a CDN by themselves when its requests fail
 * @param penaltyBox how long such a player stays away
 * @param attempts failed requests in a row before it leaves
 * @param retries most requests a viewer makes for one that would do, when all fail: 1.5
 * @param arrivalFor how long a viewer who was moved counts as an arrival
 */
public record Clientele(
    List<Way> ways,
    List<Kind> classes,
    Duration ttl,
    Duration incidentTtl,
    double failover,
    Duration penaltyBox,
    int attempts,
    double retries,
    Duration arrivalFor) {
  /**
   * A way to ask.
   *
   * @param share of viewers, 0..1
   * @param ttl how long its answers hold; empty: as long as the steering says
   */
  public record Way(String id, double share, Optional<Duration> ttl) {
    public Way {
      Ids.require("way", id);
      Scenario.requireShare("share of way " + id, share);
    }
  }

  /**
   * A kind of device or app.
   *
   * @param share of viewers, 0..1
   * @param inNetworks its share in single networks, where it is another
   */
  public record Kind(String id, double share, SortedMap<String, Double> inNetworks) {
    public Kind {
      Ids.require("class", id);
      Scenario.requireShare("share of kind " + id, share);
      inNetworks.forEach((n, s) -> Scenario.requireShare("share of kind " + id + " in " + n, s));
      inNetworks = Collections.unmodifiableSortedMap(new TreeMap<>(inNetworks));
    }

    /** As many everywhere. */
    public Kind(String id, double share) {
      this(id, share, new TreeMap<>());
    }

    /** Its share of the viewers of a network. */
    public double in(String network) {
      return inNetworks.getOrDefault(network, share);
    }
  }

  /**
   * 60 % content steering with the steering's own TTL (20 s, 5 s in incidents), 40 % DNS of 60 s; a
   * quarter fail over by themselves after 3 failures and stay away for 300 s; half as many requests
   * again when all fail.
   */
  public static final Clientele STANDARD =
      new Clientele(
          List.of(
              new Way("steering", 0.6, Optional.empty()),
              new Way("dns", 0.4, Optional.of(Duration.ofSeconds(60)))),
          List.of(),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          0.25,
          Duration.ofSeconds(300),
          3,
          1.5,
          Duration.ofSeconds(120));

  public Clientele {
    ways = List.copyOf(ways);
    classes = List.copyOf(classes);
    Scenario.requireShare("failover", failover);
    requireWhole("ways", ways.stream().mapToDouble(Way::share).sum());
    if (!classes.isEmpty()) {
      requireWhole("classes", classes.stream().mapToDouble(Kind::share).sum());
    }
    if (!(retries >= 1) || attempts < 1) {
      throw new IllegalArgumentException(
          "retries and attempts must be >= 1: " + retries + ", " + attempts);
    }
  }

  private static void requireWhole(String what, double sum) {
    if (!(Math.abs(sum - 1) < 1e-6)) {
      throw new IllegalArgumentException("shares of " + what + " must sum to 1: " + sum);
    }
  }
}
