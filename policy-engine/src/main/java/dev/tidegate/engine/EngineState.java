package dev.tidegate.engine;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.health.Assessment;
import dev.tidegate.model.Group;
import dev.tidegate.model.Setup;
import dev.tidegate.shift.RecentSum;
import dev.tidegate.shift.TableTape;
import dev.tidegate.tape.Tape;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

  private @Nullable Grid grid;

  /** The setup for which there are all groups. */
  private @Nullable Setup complete;

  /** Viewers moved of late, by pool and the TTL of the answers they held ({@link Joins}). */
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

  /** When it began to go on from what was saved; long ago if it did not. */
  Instant began = Instant.EPOCH;

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
    began = t.instant(began);
    carryDecided(t);
    groups.values().forEach(group -> t.byWord(group.strays, 0.0, Tape::real));
  }

  /** Forgets what was only of the moment: it begins again at {@code now}, perhaps much later. */
  void beginAgain(Instant now) {
    double away = Math.max(0, Duration.between(last, now).toMillis() / 1000.0);
    began = now;
    last = now;
    stepped = false;
    decisionSeq = -1;
    decisionCount = 0;
    groups.values().forEach(group -> group.beginAgain(away));
  }

  /** Carries the same without what the judge remembers. */
  void carryDecided(Tape t) {
    carryDecided(t, Learned::carry);
  }

  /** As {@link #carryDecided(Tape)}, with what pools taught in a form of its own. */
  void carryDecided(Tape t, Tape.Carrier<Learned> lessons) {
    SteeringSnapshot carried = Snapshots.carry(t, snapshot);
    SortedMap<Group, GroupState> before = new TreeMap<>(groups);
    int size = t.size(before.size());
    Iterator<GroupState> recorded = before.values().iterator();
    groups.clear();
    grid = null;
    for (int i = 0; i < size; i++) {
      GroupState group = t.plays() ? new GroupState(NAMELESS, TableTape.blank()) : recorded.next();
      Group name = t.group(group.group);
      group = t.plays() ? new GroupState(name, TableTape.blank()) : group;
      group.carry(t);
      groups.put(name, group);
    }
    publish(carried);
    t.byWord(joins, RecentSum.BLANK, RecentSum::carry);
    t.byWord(unexcused, RecentSum.BLANK, RecentSum::carry);
    t.byWord(learned, Learned.BLANK, lessons);
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

  /** The groups as numbers. */
  Grid grid() {
    Grid known = grid;
    if (known == null || !known.holds(setup)) {
      known = new Grid(groups.values(), setup);
      grid = known;
    }
    return known;
  }

  /** Makes a snapshot the one to answer from; the same one again changes nothing. */
  @SuppressWarnings("ReferenceEquality") // a snapshot that says the same is the same object
  void publish(SteeringSnapshot next) {
    if (snapshot != next) {
      snapshot = next;
      groups.forEach((name, group) -> group.answer = next.groups().get(name));
    }
  }

  /** Says that groups came or went. */
  void regroup() {
    grid = null;
  }

  void add(GroupState group) {
    groups.put(group.group, group);
    grid = null;
  }

  @Nullable GroupState remove(Group group) {
    grid = null;
    return groups.remove(group);
  }

  /** Whether the groups are not known to be those of the setup; asking this ends it. */
  @SuppressWarnings("ReferenceEquality") // the same setup, not one that looks like it
  boolean incomplete() {
    boolean known = complete == setup;
    complete = setup;
    return !known;
  }

  /** The version this state answers with. */
  public dev.tidegate.answer.Version version() {
    return snapshot.version();
  }
}
