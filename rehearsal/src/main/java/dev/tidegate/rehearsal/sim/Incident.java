package dev.tidegate.rehearsal.sim;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that happens: what, whom it touches, and when. Times count from the start of the scored
 * clock and may lie before it.
 *
 * @param until exclusive
 * @param ramp over how long it grows to its full strength; zero for at once
 * @param cycle on and off by turns, on first; empty: on throughout
 * @param chronic part of how things always are: no fault, and no reason to move
 */
public record Incident(
    Effect effect,
    Reach reach,
    Duration from,
    Duration until,
    Duration ramp,
    Optional<Cycle> cycle,
    boolean chronic) {

  /** On for a while, off for a while. */
  public record Cycle(Duration on, Duration off) {
    public Cycle {
      if (!on.isPositive() || !off.isPositive()) {
        throw new IllegalArgumentException("both parts of a cycle must be > 0: " + on + ", " + off);
      }
    }
  }

  /**
   * Whom it touches; empty means all.
   *
   * @param clientClass one of {@link Clientele#classes}
   * @param vantage one vantage, named {@code region-n}; only probes are touched then
   * @param arrivalsOnly only sessions that were moved there lately; probes are spared
   */
  public record Reach(
      Optional<String> cdn,
      Optional<String> region,
      Optional<String> network,
      Optional<String> clientClass,
      Optional<String> vantage,
      boolean arrivalsOnly) {
    /** Everything. */
    public static final Reach ALL = ofCdn(Optional.empty());

    /** One CDN everywhere. */
    public static Reach of(String cdn) {
      return ofCdn(Optional.of(cdn));
    }

    private static Reach ofCdn(Optional<String> cdn) {
      return new Reach(
          cdn, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** The same in one region only. */
    public Reach inRegion(String id) {
      return new Reach(cdn, Optional.of(id), network, clientClass, vantage, arrivalsOnly);
    }

    /** The same in one network only. */
    public Reach inNetwork(String id) {
      return new Reach(cdn, region, Optional.of(id), clientClass, vantage, arrivalsOnly);
    }

    /** The same for one class of clients only. */
    public Reach ofClass(String id) {
      return new Reach(cdn, region, network, Optional.of(id), vantage, arrivalsOnly);
    }

    /** The same for arrivals only. */
    public Reach ofArrivals() {
      return new Reach(cdn, region, network, clientClass, vantage, true);
    }
  }

  /** What it does at its full strength. */
  public sealed interface Effect {}

  /**
   * This share of requests fails at once. Probes see it as a viewer would: one request a probe.
   *
   * @param share 0..1
   */
  public record Failures(double share) implements Effect {
    public Failures {
      Scenario.requireShare("share of failures", share);
    }
  }

  /**
   * This share of requests fails for players, and probes of small objects do not see it.
   *
   * @param share 0..1
   */
  public record Brownout(double share) implements Effect {
    public Brownout {
      Scenario.requireShare("share of brownout", share);
    }
  }

  /**
   * Viewers stall this share of the time.
   *
   * @param share 0..1
   */
  public record Stalls(double share) implements Effect {
    public Stalls {
      Scenario.requireShare("share of stalls", share);
    }
  }

  /**
   * The first byte takes longer.
   *
   * @param factor &gt;= 1
   */
  public record Slow(double factor) implements Effect {
    public Slow {
      if (!(factor >= 1)) {
        throw new IllegalArgumentException("factor of slowness must be >= 1: " + factor);
      }
    }
  }

  /**
   * Only a part of the capacity is left.
   *
   * @param remaining 0..1, &gt; 0
   */
  public record CapacityCut(double remaining) implements Effect {
    public CapacityCut {
      Scenario.requireShare("remaining capacity", remaining);
      Scenario.requirePositive("remaining capacity", remaining);
    }
  }

  /** The live playlist stands still; every status stays 200; viewers run dry. */
  public record FrozenPlaylist() implements Effect {}

  /** Probes fail and viewers are well: the prober's own network is ill. */
  public record ProbesFail() implements Effect {}

  /**
   * Viewers ask for more: rewinding, advertisements. Of a reach only the CDN counts.
   *
   * @param load factor on the load of a viewer, &gt;= 1
   * @param miss factor on the part of load that misses the caches, &gt;= 1
   */
  public record Surge(double load, double miss) implements Effect {
    public Surge {
      if (!(load >= 1) || !(miss >= 1)) {
        throw new IllegalArgumentException("factors must be >= 1: " + load + ", " + miss);
      }
    }
  }

  /**
   * This share of viewers leaves and comes back, evenly over the time of the incident.
   *
   * @param share 0..1
   */
  public record Rejoin(double share) implements Effect {
    public Rejoin {
      Scenario.requireShare("share of rejoining viewers", share);
    }
  }

  /**
   * Only a part of the origin's capacity is left.
   *
   * @param remaining 0..1, &gt; 0
   */
  public record OriginCut(double remaining) implements Effect {
    public OriginCut {
      Scenario.requireShare("remaining capacity", remaining);
      Scenario.requirePositive("remaining capacity", remaining);
    }
  }

  /** The store that the engine's nodes share is gone. */
  public record StoreGone() implements Effect {}

  public Incident {
    if (until.compareTo(from) < 0) {
      throw new IllegalArgumentException("an incident must not end before it begins: " + from);
    }
  }

  /** A fault at full strength from {@code from} to {@code until}. */
  public static Incident of(Effect effect, Reach reach, Duration from, Duration until) {
    return new Incident(effect, reach, from, until, Duration.ZERO, Optional.empty(), false);
  }

  /**
   * How much of it is felt, 0..1.
   *
   * @param second from the start of the scored clock
   */
  public double strength(long second) {
    long since = second - from.toSeconds();
    if (since < 0 || second >= until.toSeconds()) {
      return 0;
    }
    if (cycle.isPresent()) {
      long on = cycle.get().on().toSeconds();
      if (since % (on + cycle.get().off().toSeconds()) >= on) {
        return 0;
      }
    }
    return ramp.isZero() ? 1 : Math.min(1, (double) since / ramp.toSeconds());
  }
}
