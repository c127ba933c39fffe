package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.health.GroupHealth;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Numbers;
import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.TableTape;
import dev.tidegate.tape.Tape;
import dev.tidegate.weigh.Target;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

  /** The shares preferred as price bends them; none if it does not. */
  @Nullable Weights bent;

  /** When prices were last looked at, or something last was amiss. */
  @Nullable Instant bentAt;

  /** True from such a change until the shares have followed it. */
  boolean reconfigured;

  /** Which turn of canaries it is. */
  long turn;

  /** Seen demand, viewers: rises at once and falls slowly. */
  double demand;

  double fastViewers;
  double slowViewers;

  /** Steering requests a second, smoothed; 0 where nobody ever asked. */
  double asksPerSecond;

  /** Viewers who ask: requests a second times the TTL that was told, smoothed. */
  double askers;

  /** Beacons a second, smoothed; each by its own, however many it stands for. */
  double beaconsPerSecond;

  /** Where viewers who follow answers are by now, 0..1 by CDN. */
  final SortedMap<String, Double> followed = new TreeMap<>();

  /** Whether viewers are where they were sent; null where resolvers are not told. */
  @Nullable Following following;

  /** By broken CDN, the part of those sent there who left by themselves, 0..1. */
  final SortedMap<String, Double> leaks = new TreeMap<>();

  /** By CDN, the part of the group that is there unsent, 0..1: {@link Strays}. */
  final SortedMap<String, Double> strays = new TreeMap<>();

  /** Rungs of the service's ladder that are pulled, from its first. */
  int givenUp;

  /** When the last of them was pulled, and what a viewer drew before the first was. */
  @Nullable Instant pulledAt;

  double bitsBefore;

  /** Since when no healthy CDN has room, or every one has even for full bit rates. */
  @Nullable Instant shortSince;

  @Nullable Instant roomSince;

  /** Requests reported a second, smoothed. */
  double samplesPerSecond;

  /** Load over capacity by CDN after the last step; a missing one is unknown. Not changed. */
  SortedMap<String, Double> utilisation = Numbers.NONE;

  /** What is believed in this step. */
  GroupHealth health = Plan.NOTHING_KNOWN;

  private @Nullable Service staticsOf;
  private @Nullable Weights statics;
  private SortedMap<String, Double> keepsOf = Collections.emptySortedMap();
  private @Nullable Weights preferredOf;
  private @Nullable Weights preferred;
  private @Nullable Weights idsOf;
  private @Nullable List<String> ids;

  /** What was worked out while nothing happened to it; null while something does. */
  @Nullable Rest rest;

  /** What is wanted for it since the last step. */
  @Nullable Target target;

  /** Its part of the published snapshot, if it is in it. */
  @Nullable GroupAnswer answer;

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
    bent = region.bent;
    bentAt = region.bentAt;
  }

  /** The configured shares of {@code service} there. */
  @SuppressWarnings("ReferenceEquality") // another object may mean other shares
  Weights statics(Service service) {
    Weights known = statics;
    if (known == null || staticsOf != service) {
      known = service.staticWeights(group.region());
      statics = known;
      staticsOf = service;
    }
    return known;
  }

  /** The configured shares without what CDNs that are chronically worse give up. */
  @SuppressWarnings("ReferenceEquality") // another object may mean other shares
  Weights preferred(Service service) {
    Weights from = statics(service);
    Weights known = preferred;
    if (health.keeps().isEmpty()) {
      return from;
    }
    if (known == null || preferredOf != from || !keepsOf.equals(health.keeps())) {
      known = kept(from, health.keeps());
      preferred = known;
      preferredOf = from;
      keepsOf = health.keeps();
    }
    return known;
  }

  /** What it is to have: as price bends it, as long as what was bent is configured still. */
  Weights base(Service service) {
    Weights bends = bent;
    return bends == null || !statics(service).equals(configured) ? preferred(service) : bends;
  }

  private static Weights kept(Weights from, SortedMap<String, Double> keeps) {
    SortedMap<String, Double> parts = new TreeMap<>();
    from.shares().forEach((cdn, share) -> parts.put(cdn, share * keeps.getOrDefault(cdn, 1.0)));
    return Weights.ofProportions(parts);
  }

  /** The CDNs of {@code base}, sorted. */
  @SuppressWarnings("ReferenceEquality") // the same shares, not some that are alike
  List<String> ids(Weights base) {
    List<String> known = ids;
    if (known == null || idsOf != base) {
      known = List.copyOf(base.shares().keySet());
      ids = known;
      idsOf = base;
    }
    return known;
  }

  /** Puts the true shares where the weights are. */
  void stand(Weights at) {
    rest = null;
    position.clear();
    at.shares().forEach((cdn, share) -> position.put(cdn, share / (double) Weights.TOTAL));
  }

  /**
   * Forgets what was only of the moment. How many viewers there are is not of the moment: they go
   * on watching while nobody decides, and are heard of again one by one; until then nobody may be
   * sent to where there is no room for all.
   *
   * @param away seconds since the last step before
   */
  void beginAgain(double away) {
    demand = Census.fallen(demand, away);
    fastViewers = demand;
    slowViewers = demand;
    utilisation = Numbers.NONE;
    followed.clear();
    following = null;
    leaks.clear();
    strays.clear();
    shortSince = null;
    roomSince = null;
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
    SortedMap<String, Double> used = new TreeMap<>(utilisation);
    t.byWord(used, 0.0, Tape::real);
    utilisation = t.plays() ? used : utilisation;
    asksPerSecond = t.real(asksPerSecond);
    askers = t.real(askers);
    beaconsPerSecond = t.real(beaconsPerSecond);
    t.byWord(followed, 0.0, Tape::real);
    t.byWord(leaks, 0.0, Tape::real);
    givenUp = t.number(givenUp);
    pulledAt = t.maybe(pulledAt);
    bitsBefore = t.real(bitsBefore);
    shortSince = t.maybe(shortSince);
    roomSince = t.maybe(roomSince);
    Weights bends = bent;
    bent = t.flag(bends != null) ? t.weights(bends == null ? configured : bends) : null;
    bentAt = t.maybe(bentAt);
    Following follows = following;
    boolean told = t.flag(follows != null);
    following = told ? (follows == null ? new Following() : follows) : null;
    if (following != null) {
      following.carry(t);
    }
  }

  /**
   * The part of viewers who ask where to go, 0..1: at one request a TTL, so many requests are so
   * many viewers. Where nobody was ever heard to ask: none where resolvers are told of the service
   * and beacons tell of viewers, all where nothing is known.
   */
  double asking(Service service) {
    if (asksPerSecond > 0 && fastViewers > 0) {
      return Math.clamp(asksPerSecond * (service.ttl().toMillis() / 1000.0) / fastViewers, 0, 1);
    }
    return service.names().isPresent() && fastViewers > 0 ? 0 : 1;
  }

  /** The shares that answers show; the decided ones before there is an answer. */
  Weights shown() {
    GroupAnswer published = answer;
    return published == null ? weights : published.weights();
  }

  double at(String cdn) {
    return position.getOrDefault(cdn, 0.0);
  }
}
