package dev.tidegate.engine;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.health.Assessment;
import dev.tidegate.model.Group;
import dev.tidegate.model.Setup;
import dev.tidegate.shift.RecentSum;
import dev.tidegate.shift.TableTape;
import dev.tidegate.tape.Tape;
import java.time.Instant;
import java.util.Iterator;
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

  /** Pools that were left as dead a moment ago. */
  final SortedMap<String, Suspicion> suspected = new TreeMap<>();

  /** What contracts carried and cost, by pool. */
  final SortedMap<String, Account> accounts = new TreeMap<>();

  final Trials trials = new Trials();

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

  /**
   * Carries everything but the setup, which must be the same, and the last step's assessment, which
   * the next step forms anew before it reads it.
   */
  void carry(Tape t) {
    judge.carry(setup, t);
    snapshot = Snapshots.carry(t, snapshot);
    SortedMap<Group, GroupState> before = new TreeMap<>(groups);
    int size = t.size(before.size());
    Iterator<GroupState> recorded = before.values().iterator();
    groups.clear();
    for (int i = 0; i < size; i++) {
      GroupState group = t.plays() ? new GroupState(NAMELESS, TableTape.blank()) : recorded.next();
      Group name = t.group(group.group);
      group = t.plays() ? new GroupState(name, TableTape.blank()) : group;
      group.carry(t);
      groups.put(name, group);
    }
    t.map(utilisation, NAMELESS, Tape::group, new TreeMap<>(), EngineState::shares);
    t.byWord(joins, RecentSum.BLANK, RecentSum::carry);
    t.byWord(unexcused, RecentSum.BLANK, RecentSum::carry);
    t.byWord(learned, Learned.BLANK, Learned::carry);
    t.byWord(suspected, Suspicion.BLANK, Suspicion::carry);
    t.byWord(accounts, new Account(), Account::carry);
    trials.carry(t);
    t.byWord(cold, 0.0, Tape::real);
    t.all(heard, "", Tape::word);
    last = t.instant(last);
    stepped = t.flag(stepped);
    decisionSeq = t.whole(decisionSeq);
    decisionCount = t.number(decisionCount);
  }

  private static final Group NAMELESS = Group.of("-", "-");

  private static SortedMap<String, Double> shares(Tape t, SortedMap<String, Double> shares) {
    SortedMap<String, Double> carried = new TreeMap<>(shares);
    t.byWord(carried, 0.0, Tape::real);
    return carried;
  }

  /** The version this state answers with. */
  public dev.tidegate.answer.Version version() {
    return snapshot.version();
  }
}
