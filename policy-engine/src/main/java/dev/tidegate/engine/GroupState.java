package dev.tidegate.engine;

import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.TableTape;
import dev.tidegate.tape.Tape;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the engine remembers of a group. Mutable; owned by {@link EngineState}. */
final class GroupState {
  final Group group;
  Mode mode = Mode.STATIC;

  /** The decided table; answers may show less of it while a rollout says so. */
  BucketTable table;

  /** Shares of the table, kept because they are asked for often. */
  Weights weights;

  /** Where shares stand in truth, 0..1: slow moves make progress below a basis point a tick. */
  final SortedMap<String, Double> position = new TreeMap<>();

  /** Which words of operators bind, since when, and the shares then. */
  String orders = "";

  Instant ordersSince = Instant.EPOCH;
  final SortedMap<String, Double> ordersFrom = new TreeMap<>();

  /** Latched CDNs, with the floor they had when they were latched, basis points. */
  final SortedMap<String, Integer> floors = new TreeMap<>();

  /** CDNs whose share is on its way back. */
  final SortedSet<String> returning = new TreeSet<>();

  /** Moves now follow from a latch, an operator or a configuration: no bug of ours to contain. */
  boolean excused;

  /** CDNs whose arrivals fared worse, and until when nothing more is sent to them. */
  final SortedMap<String, Instant> shunned = new TreeMap<>();

  /** What such a CDN may keep: its share without those arrivals, 0..1. */
  final SortedMap<String, Double> settled = new TreeMap<>();

  /** What latched CDNs held when they were latched, 0..1. */
  final SortedMap<String, Double> atLatch = new TreeMap<>();

  /** The configured shares as last seen: a change of them is a decision of its own. */
  Weights configured;

  /** True from such a change until the shares have followed it. */
  boolean reconfigured;

  /** Which turn of canaries it is. */
  long turn;

  /** Seen demand, viewers: rises at once and falls slowly. */
  double demand;

  double fastViewers;
  double slowViewers;

  /** Requests reported a second, smoothed. */
  double samplesPerSecond;

  GroupState(Group group, BucketTable table) {
    this.group = group;
    this.table = table;
    this.weights = table.shares();
    this.configured = weights;
    stand(weights);
  }

  /** A group of a network begins as its region stands. */
  GroupState(Group group, GroupState region) {
    this(group, region.table);
    mode = region.mode;
    configured = region.configured;
    position.clear();
    position.putAll(region.position);
    turn = region.turn;
  }

  /** Puts the true shares where the weights are. */
  void stand(Weights at) {
    position.clear();
    at.shares().forEach((cdn, share) -> position.put(cdn, share / (double) Weights.TOTAL));
  }

  /** Carries all of it but the name. */
  void carry(Tape t) {
    mode = Mode.valueOf(t.word(mode.name()));
    table = TableTape.carry(t, table);
    weights = t.weights(weights);
    t.byWord(position, 0.0, Tape::real);
    orders = t.word(orders);
    ordersSince = t.instant(ordersSince);
    t.byWord(ordersFrom, 0.0, Tape::real);
    t.byWord(floors, 0, Tape::number);
    t.all(returning, "", Tape::word);
    excused = t.flag(excused);
    t.byWord(shunned, Instant.EPOCH, Tape::instant);
    t.byWord(settled, 0.0, Tape::real);
    t.byWord(atLatch, 0.0, Tape::real);
    configured = t.weights(configured);
    reconfigured = t.flag(reconfigured);
    turn = t.whole(turn);
    demand = t.real(demand);
    fastViewers = t.real(fastViewers);
    slowViewers = t.real(slowViewers);
    samplesPerSecond = t.real(samplesPerSecond);
  }

  double at(String cdn) {
    return position.getOrDefault(cdn, 0.0);
  }
}
