package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Ids;
import dev.tidegate.model.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a rehearsal plays, as a file says it. Times of incidents, blackouts and orders
 * count from the start of the scored clock; the warm-up comes before it. Arrays elsewhere in this
 * package are indexed {@code [region][network][cdn]} in the order of these lists.
 *
 * @param name short, unique: {@code hard-outage}
 * @param correct what a good steering does, for people
 * @param warmUp simulated and not scored, so that baselines exist when the clock begins
 * @param length scored
 * @param scale factor on all numbers of viewers: 1 is about 1 470 beacons a second by default
 * @param origin what all CDNs fetch from; empty: it carries everything
 * @param broker somebody else who steers their own viewers onto the same CDNs
 * @param seeds the luck it is played with, at least one
 */
public record Scenario(
    String name,
    String correct,
    Duration warmUp,
    Duration length,
    double scale,
    List<Region> regions,
    List<Network> networks,
    List<Cdn> cdns,
    Audience audience,
    Clientele clientele,
    List<Incident> incidents,
    Reporting reporting,
    Noise noise,
    Optional<Origin> origin,
    Optional<Broker> broker,
    Conduct conduct,
    List<Long> seeds) {

  /** The one service of a rehearsal. */
  public static final String SERVICE = "live";

  /** The start of the scored clock. */
  public static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  /**
   * Where viewers are.
   *
   * @param size relative to the other regions, &gt; 0
   */
  public record Region(String id, double size) {
    public Region {
      Ids.require("region", id);
      requirePositive("size of region " + id, size);
    }
  }

  /**
   * By which network they come; every region has all of them.
   *
   * @param size relative to the other networks, &gt; 0
   */
  public record Network(String id, double size) {
    public Network {
      Ids.require("network", id);
      requirePositive("size of network " + id, size);
    }
  }

  /**
   * A CDN.
   *
   * @param weight configured proportion, &gt;= 0
   * @param capacity share of {@link Audience#capacity} that it carries, &gt; 0
   * @param known whether the engine is told its capacity
   * @param regional bounds in single regions as well, as shares of {@link Audience#capacity}, by
   *     region id
   * @param joinRate sessions a second that it can take on, as a share of its capacity; those beyond
   *     fail to start
   * @param error factor on the usual rate of failures, 1 as the others
   * @param firstByte median time to the first byte without load
   * @param price relative price of a unit of traffic
   * @param overage price beyond the commit
   * @param commit what was promised to it
   */
  public record Cdn(
      String id,
      double weight,
      double capacity,
      boolean known,
      SortedMap<String, Double> regional,
      OptionalDouble joinRate,
      double error,
      Duration firstByte,
      OptionalDouble price,
      OptionalDouble overage,
      Optional<Pool.Commit> commit) {
    public Cdn {
      Ids.require("cdn", id);
      requirePositive("capacity of cdn " + id, capacity);
      requirePositive("error of cdn " + id, error);
      if (!(weight >= 0)) {
        throw new IllegalArgumentException("weight of cdn " + id + " must be >= 0: " + weight);
      }
      regional = Collections.unmodifiableSortedMap(new TreeMap<>(regional));
    }

    /** A CDN of ordinary quality whose capacity is known and no narrower in any region. */
    public static Cdn of(String id, double weight, double capacity) {
      return new Cdn(
          id,
          weight,
          capacity,
          true,
          new TreeMap<>(),
          OptionalDouble.empty(),
          1,
          Duration.ofMillis(80),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Optional.empty());
    }
  }

  public Scenario {
    regions = List.copyOf(regions);
    networks = List.copyOf(networks);
    cdns = List.copyOf(cdns);
    incidents = List.copyOf(incidents);
    seeds = List.copyOf(seeds);
    requirePositive("scale", scale);
    if (regions.isEmpty() || networks.isEmpty() || cdns.isEmpty() || seeds.isEmpty()) {
      throw new IllegalArgumentException(
          "a scenario needs a region, a network, a cdn and a seed: " + name);
    }
    if (!length.isPositive() || warmUp.isNegative()) {
      throw new IllegalArgumentException("length must be > 0 and warm-up >= 0: " + name);
    }
  }

  /** Viewers that all CDNs together carry. */
  public double capacityViewers() {
    return audience.capacity() * scale;
  }

  /** The part of the audience in a place, 0..1. */
  public double share(int region, int network) {
    double all = regions.stream().mapToDouble(Region::size).sum();
    double here = networks.stream().mapToDouble(Network::size).sum();
    return regions.get(region).size() / all * networks.get(network).size() / here;
  }

  /** The place of a CDN in {@link #cdns}; -1 if there is none of this id. */
  public int cdn(String id) {
    for (int i = 0; i < cdns.size(); i++) {
      if (cdns.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  /** The same at another scale. */
  public Scenario atScale(double other) {
    return new Scenario(
        name, correct, warmUp, length, other, regions, networks, cdns, audience, clientele,
        incidents, reporting, noise, origin, broker, conduct, seeds);
  }

  /** The same under another conduct: another policy, for instance. */
  public Scenario under(Conduct other) {
    return new Scenario(
        name, correct, warmUp, length, scale, regions, networks, cdns, audience, clientele,
        incidents, reporting, noise, origin, broker, other, seeds);
  }

  static void requirePositive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " must be > 0 and finite: " + value);
    }
  }

  static void requireShare(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " must be within 0..1: " + value);
    }
  }
}
