package dev.tidegate.rehearsal.model;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The CDNs of a rehearsal and the load they carry. Two worlds over one {@link FaultBoard} are the
 * steered one and the one that static weights would have led to. Safe for use by several threads.
 */
public final class World {
  private record Loaded(CdnPhysics physics, LoadMeter load) {
    double rate(long nowMillis, boolean asked) {
      synchronized (load) {
        if (asked) {
          load.add(nowMillis);
        }
        return load.rate(nowMillis);
      }
    }
  }

  private final SortedMap<String, Loaded> cdns = new TreeMap<>();
  private final FaultBoard faults;
  private final long segmentMillis;

  /**
   * @param segmentMillis playing time of a segment of the one live stream that all CDNs carry
   */
  public World(SortedMap<String, CdnPhysics> cdns, FaultBoard faults, long segmentMillis) {
    cdns.forEach((id, physics) -> this.cdns.put(id, new Loaded(physics, new LoadMeter())));
    this.faults = faults;
    this.segmentMillis = segmentMillis;
  }

  /** Ids of the CDNs. */
  public SortedSet<String> cdns() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(cdns.keySet()));
  }

  /** The faults that act here. */
  public FaultBoard faults() {
    return faults;
  }

  /**
   * One request, which adds to the load.
   *
   * @throws IllegalArgumentException if there is no such CDN
   */
  public Outcome request(String cdn, Caller caller, Draw luck, Instant now) {
    Loaded loaded = require(cdn);
    double rate = loaded.rate(now.toEpochMilli(), true);
    return loaded.physics().respond(faults.condition(cdn, caller, now), rate, luck);
  }

  /** Load over capacity, capacity cuts everywhere taken into account. */
  public double utilisation(String cdn, Instant now) {
    Loaded loaded = require(cdn);
    Condition condition = faults.condition(cdn, new Caller.Prober(), now);
    return loaded.physics().utilisation(loaded.rate(now.toEpochMilli(), false), condition);
  }

  /** The newest segment's sequence number, at the live edge at {@code at}. */
  public long newest(Instant at) {
    return at.toEpochMilli() / segmentMillis;
  }

  /** Playing time of a segment. */
  public long segmentMillis() {
    return segmentMillis;
  }

  private Loaded require(String cdn) {
    Loaded loaded = cdns.get(cdn);
    if (loaded == null) {
      throw new IllegalArgumentException("there is no cdn " + cdn + " among " + cdns.keySet());
    }
    return loaded;
  }
}
