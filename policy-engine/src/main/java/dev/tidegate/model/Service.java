package dev.tidegate.model;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What viewers watch, and the CDNs that carry it.
 *
 * @param ttl how long an answer holds, normally; {@code incidentTtl} while a group is latched or
 *     ramping
 * @param beaconInterval how often players are told to report
 * @param priority who keeps capacity in shortage; 1 is first
 * @param bitsPerViewer bits a second assumed until measured
 * @param origin what the origin can carry; empty if not known
 * @param cdns by id
 * @param regional what a region changes, by region id
 * @param ladder what is given up in shortage, in this order
 * @param names how resolvers are told of it; empty if they are not
 */
public record Service(
    String id,
    Duration ttl,
    Duration incidentTtl,
    Duration overloadTtl,
    Duration beaconInterval,
    int priority,
    double bitsPerViewer,
    Optional<Capacity> origin,
    Rollout rollout,
    SortedMap<String, Cdn> cdns,
    SortedMap<String, Regional> regional,
    Policy policy,
    List<Rung> ladder,
    Optional<Names> names) {

  /** One of which resolvers are not told. */
  public Service(
      String id,
      Duration ttl,
      Duration incidentTtl,
      Duration overloadTtl,
      Duration beaconInterval,
      int priority,
      double bitsPerViewer,
      Optional<Capacity> origin,
      Rollout rollout,
      SortedMap<String, Cdn> cdns,
      SortedMap<String, Regional> regional,
      Policy policy,
      List<Rung> ladder) {
    this(
        id,
        ttl,
        incidentTtl,
        overloadTtl,
        beaconInterval,
        priority,
        bitsPerViewer,
        origin,
        rollout,
        cdns,
        regional,
        policy,
        ladder,
        Optional.empty());
  }

  /** One that gives nothing up. */
  public Service(
      String id,
      Duration ttl,
      Duration incidentTtl,
      Duration overloadTtl,
      Duration beaconInterval,
      int priority,
      double bitsPerViewer,
      Optional<Capacity> origin,
      Rollout rollout,
      SortedMap<String, Cdn> cdns,
      SortedMap<String, Regional> regional,
      Policy policy) {
    this(
        id,
        ttl,
        incidentTtl,
        overloadTtl,
        beaconInterval,
        priority,
        bitsPerViewer,
        origin,
        rollout,
        cdns,
        regional,
        policy,
        List.of());
  }

  /**
   * What one region changes.
   *
   * @param weights proportions that replace the CDNs' own there; a CDN that is not listed is not
   *     used there; empty to keep them
   * @param capacity bounds by CDN id that hold there for this service as well
   * @param networkCapacity bounds by network, then CDN id
   */
  public record Regional(
      SortedMap<String, Double> weights,
      SortedMap<String, Capacity> capacity,
      SortedMap<String, SortedMap<String, Capacity>> networkCapacity) {
    public Regional {
      weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
      capacity = Collections.unmodifiableSortedMap(new TreeMap<>(capacity));
      networkCapacity = Collections.unmodifiableSortedMap(new TreeMap<>(networkCapacity));
    }
  }

  /**
   * How resolvers are told of a service.
   *
   * @param ttl the longest that an answer about it holds, in whichever zone
   * @param cdns those that such an answer can name
   */
  public record Names(Duration ttl, SortedSet<String> cdns) {
    public Names {
      cdns = Collections.unmodifiableSortedSet(new TreeSet<>(cdns));
      if (ttl.isNegative() || cdns.isEmpty()) {
        throw new IllegalArgumentException("no names of a service: " + ttl + ", " + cdns);
      }
    }
  }

  public Service {
    Ids.require("service", id);
    ladder = List.copyOf(ladder);
    cdns = Collections.unmodifiableSortedMap(new TreeMap<>(cdns));
    regional = Collections.unmodifiableSortedMap(new TreeMap<>(regional));
    if (cdns.isEmpty()) {
      throw new IllegalArgumentException("service " + id + " needs at least one cdn");
    }
  }

  /** The same, told to resolvers so. */
  public Service named(Names told) {
    return new Service(
        id,
        ttl,
        incidentTtl,
        overloadTtl,
        beaconInterval,
        priority,
        bitsPerViewer,
        origin,
        rollout,
        cdns,
        regional,
        policy,
        ladder,
        Optional.of(told));
  }

  /** The configured shares in {@code region}: what is answered when nothing is known. */
  public Weights staticWeights(String region) {
    Regional there = regional.get(region);
    if (there != null && !there.weights().isEmpty()) {
      return Weights.ofProportions(there.weights());
    }
    SortedMap<String, Double> proportions = new TreeMap<>();
    cdns.forEach((cdnId, cdn) -> proportions.put(cdnId, cdn.weight()));
    return Weights.ofProportions(proportions);
  }
}
