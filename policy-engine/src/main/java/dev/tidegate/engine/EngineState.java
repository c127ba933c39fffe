package dev.tidegate.engine;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.health.Assessment;
import dev.tidegate.model.Group;
import dev.tidegate.model.Setup;
import dev.tidegate.shift.RecentSum;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The engine's memory between steps. Owned by the loop and consumed by each step: the caller never
 * reuses one that it has handed in.
 */
public final class EngineState {
  final Judge judge;
  Setup setup;
  SteeringSnapshot snapshot;
  Assessment assessment = new Assessment(new TreeMap<>());
  final SortedMap<Group, GroupState> groups = new TreeMap<>();

  /** Load over capacity of a group's CDNs after the last step. */
  final SortedMap<Group, SortedMap<String, Double>> utilisation = new TreeMap<>();

  /** Viewers sent to a pool of late. */
  final SortedMap<String, RecentSum> joins = new TreeMap<>();

  /** Viewers of a service moved of late without a latch or an operator. */
  final SortedMap<String, RecentSum> unexcused = new TreeMap<>();

  final SortedMap<String, Learned> learned = new TreeMap<>();

  /** Viewers on caches that are still cold, by service. */
  final SortedMap<String, Double> cold = new TreeMap<>();

  /** Services of which anything was ever heard. */
  final SortedSet<String> heard = new TreeSet<>();

  Instant last;
  boolean stepped;
  long decisionSeq = -1;
  int decisionCount;

  EngineState(Judge judge, Setup setup, SteeringSnapshot snapshot, Instant now) {
    this.judge = judge;
    this.setup = setup;
    this.snapshot = snapshot;
    this.last = now;
  }

  /** The version this state answers with. */
  public dev.tidegate.answer.Version version() {
    return snapshot.version();
  }
}
