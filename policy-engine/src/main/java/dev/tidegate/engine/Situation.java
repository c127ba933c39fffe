package dev.tidegate.engine;

import dev.tidegate.health.CdnHealth;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Reason;
import dev.tidegate.model.Rows;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the engine believes and has decided after a step, for people. Absent numbers are unknown.
 */
public record Situation(Instant at, SortedMap<Group, GroupView> groups) {
  public Situation {
    groups =
        groups instanceof Rows ? groups : Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }

  /**
   * One group.
   *
   * @param givenUp how many rungs of the service's ladder are pulled, from its first
   * @param follow whether viewers are where they were sent; empty where resolvers are not told
   */
  public record GroupView(
      Mode mode,
      OptionalDouble viewers,
      Verdict verdict,
      SortedMap<String, CdnView> cdns,
      Optional<Effect> effect,
      int givenUp,
      Optional<Follow> follow) {
    /** One of which resolvers are not told. */
    public GroupView(
        Mode mode,
        OptionalDouble viewers,
        Verdict verdict,
        SortedMap<String, CdnView> cdns,
        Optional<Effect> effect,
        int givenUp) {
      this(mode, viewers, verdict, cdns, effect, givenUp, Optional.empty());
    }

    public GroupView {
      cdns = Collections.unmodifiableSortedMap(new TreeMap<>(cdns));
    }
  }

  /**
   * One CDN in a group.
   *
   * @param weight published share, basis points
   * @param target the share wanted, basis points
   * @param floor the least share kept for canaries, basis points
   * @param overrideId the override that binds it most, if any
   */
  public record CdnView(
      int weight,
      int target,
      int floor,
      CdnHealth health,
      OptionalDouble viewers,
      OptionalDouble utilisation,
      Optional<String> overrideId,
      Optional<Reason> reason) {}

  /**
   * Where viewers should be by now, and where they are; basis points by CDN.
   *
   * @param achieved empty where too few are counted
   * @param asking the part of viewers who ask us, 0..1; the others go by DNS
   * @param offSince since when the two are too far apart
   * @param alarm whether that is too long
   */
  public record Follow(
      SortedMap<String, Integer> expected,
      Optional<SortedMap<String, Integer>> achieved,
      double asking,
      Optional<Instant> offSince,
      boolean alarm) {}

  /** What steering is worth, measured against the holdout: rates of bad session-time, 0..1. */
  public record Effect(double steered, double holdout, double difference, double ci95) {}
}
