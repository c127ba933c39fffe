package dev.tidegate.api.beacon;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.beacon.IntakeStats.Reason;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.Place;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What players report and ask: checked, capped, resolved to a cell, counted. Thread-safe; nothing
 * it keeps grows with what clients say. What is not believed is dropped and counted, never refused.
 */
public final class BeaconIntake implements Intake {
  private final Supplier<TidegateConfig> configuration;
  private final SessionTokens tokens;
  private final IntakeStats stats;
  private final BeaconReader reader;
  private final Shards shards = new Shards();
  private final Viewership viewership;
  private final Screening screening;
  private final ClientCounts clients = new ClientCounts();
  private final TrialCounts trials = new TrialCounts();
  private final Map<Cell, CellIntake> byCell = new ConcurrentHashMap<>();
  private final Map<Cell, Spot> spots = new ConcurrentHashMap<>();
  private volatile @Nullable Known known;
  private @Nullable Instant drainedAt;

  /** Beacons since the last drain, those that were read and those that there was no time for. */
  private final LongAdder read = new LongAdder();

  private final LongAdder unread = new LongAdder();

  /** Epoch milliseconds of the last that was not read. */
  private volatile long unreadAt = Long.MIN_VALUE;

  private record Known(TidegateConfig config, Cells cells) {}

  /**
   * @param configuration the one in force
   * @param answers what players are told at the time
   * @param sessionKey signs session tokens; at least 16 bytes, the same on every node
   */
  public BeaconIntake(
      Supplier<TidegateConfig> configuration,
      Supplier<SteeringSnapshot> answers,
      byte[] sessionKey,
      IntakeStats stats) {
    this.configuration = configuration;
    this.tokens = new SessionTokens(sessionKey);
    this.stats = stats;
    this.reader = new BeaconReader(stats);
    this.viewership = new Viewership(tokens.seed());
    this.screening = new Screening(tokens, answers, viewership, this::cells, stats);
  }

  public SessionTokens tokens() {
    return tokens;
  }

  /** Sessions kept to count viewers by; at most 200 000. */
  public int sessions() {
    return viewership.size();
  }

  /** Cells whose polls are counted: those of the configuration, and a few of the one before. */
  int spots() {
    return spots.size();
  }

  /** The cells of the configuration in force. */
  @SuppressWarnings("ReferenceEquality") // a configuration is replaced whole; equal is too slow
  public Cells cells() {
    TidegateConfig config = configuration.get();
    Known current = known;
    if (current == null || current.config() != config) {
      synchronized (spots) { // no spot is forgotten between being found and being known
        current = new Known(config, new Cells(config.setup(), this::spot));
        known = current;
      }
    }
    return current.cells();
  }

  /** Forgets a cell that the configuration in force does not have any more, once it is silent. */
  private void forget(Spot spot) {
    synchronized (spots) {
      if (!cells().has(spot)) {
        spots.remove(spot.cell(), spot);
      }
    }
  }

  /** A steering request of a session that is on a cell, or is sent there now. */
  public void polled(Cell cell, String session, long prefix, int ttl, Instant now) {
    polled(spot(cell), session, prefix, ttl, now.toEpochMilli());
  }

  /**
   * The same without a look-up.
   *
   * @param ttl seconds, as the session was told
   * @param now epoch milliseconds
   */
  public void polled(Spot spot, String session, long prefix, int ttl, long now) {
    long hash = viewership.hash(spot.service, session);
    spot.poll(viewership.poll(hash, spot.cell(), prefix, ttl, now));
  }

  private Spot spot(Cell cell) {
    return spots.computeIfAbsent(cell, c -> new Spot(c, viewership.hash(c.place().service())));
  }

  /** A beacon over the size that is looked at. */
  public void tooLong() {
    stats.drop(Reason.TOO_LONG);
  }

  /** A beacon that there was no time to read: silence that means nothing. */
  public void notInTime(Instant now) {
    stats.drop(Reason.NO_TIME);
    unread.increment();
    unreadAt = now.toEpochMilli();
  }

  /** A beacon that could not be read through a fault of ours. */
  public void failed() {
    stats.drop(Reason.FAILED);
  }

  /** A report in a language that is not spoken here yet. */
  public void notRead() {
    stats.drop(Reason.NOT_READ);
  }

  /**
   * A beacon as it came.
   *
   * @param client the client's own address, 4 or 16 octets
   */
  public void received(String service, byte[] body, Geo geo, byte[] client, Instant now) {
    read.increment();
    TidegateConfig config = configuration.get();
    Service known = config.setup().services().get(service);
    TidegateConfig.ServiceDetail detail = config.services().get(service);
    if (known == null || detail == null) {
      stats.drop(Reason.UNKNOWN_SERVICE);
      return;
    }
    Optional<NativeBeacon> legible = reader.read(body);
    if (legible.isEmpty()) {
      return;
    }
    NativeBeacon beacon = legible.get();
    Optional<Report> report = screening.report(known, detail, beacon, geo, client, now);
    if (report.isEmpty()) {
      return;
    }
    int counted = 0;
    for (Sample sample : beacon.samples()) {
      counted += count(report.get(), sample) ? 1 : 0;
    }
    if (counted > 0) {
      stats.accepted(counted);
    } else if (beacon.samples().isEmpty()) {
      stats.drop(Reason.EMPTY);
    }
  }

  private boolean count(Report report, Sample sample) {
    Optional<Cell> cell = screening.cell(report, sample);
    if (cell.isEmpty()) {
      return false;
    }
    CellIntake intake = byCell.computeIfAbsent(cell.get(), c -> new CellIntake());
    long second = report.now().getEpochSecond();
    CellIntake.Rates rates = CellIntake.Rates.of(sample, stats);
    CellIntake.Weight weight =
        intake.weigh(
            new CellIntake.Reporter(
                report.sessionHash(),
                report.viewer().prefix(),
                report.weight(),
                report.service().policy().get(Policy.Key.SESSION_CAP),
                second),
            rates,
            stats);
    boolean arrived = report.arrived(sample.cdn);
    shards.with(
        cell.get(),
        tally -> {
          CellIntake.count(sample, rates, weight, arrived ? tally.arrivals : tally.residents);
          for (int i = 0; i < sample.ttfbs() && !arrived; i++) {
            tally.firstByte.record(sample.ttfb(i), CellIntake.milli(weight.failure()));
          }
        });
    compare(report, cell.get(), sample, rates, weight, second);
    intake.witnesses.add(
        report.sessionHash(),
        report.viewer().prefix(),
        new WitnessWindow.Sums(
            rates.requests(), rates.errors(), rates.watched() / 1e3, rates.stalled() / 1e3),
        weight,
        second);
    viewership.beacon(
        report.sessionHash(),
        cell.get(),
        report.viewer().prefix(),
        report.sampleWeight(),
        report.group().map(GroupAnswer::ttlSeconds).orElse(10),
        Math.max(1000, report.service().beaconInterval().toMillis()),
        unreadAt,
        report.now().toEpochMilli());
    return true;
  }

  /** Counts a sample for comparisons across cells: of clients, and of a rollout's arms. */
  private void compare(
      Report report,
      Cell cell,
      Sample sample,
      CellIntake.Rates rates,
      CellIntake.Weight weight,
      long second) {
    clients.count(
        cell,
        report.app(),
        report.device(),
        second,
        counts -> CellIntake.count(sample, rates, weight, counts));
    Rollout rollout = report.service().rollout();
    OptionalInt bucket = rollout.holdout() > 0 ? report.bucket() : OptionalInt.empty();
    if (bucket.isPresent()) {
      boolean heldOut = rollout.heldOut(bucket.getAsInt());
      if (heldOut || rollout.steered(bucket.getAsInt())) {
        trials.count(
            Group.of(report.service().id(), report.viewer().region()),
            heldOut,
            counts -> CellIntake.count(sample, rates, weight, counts));
      }
    }
  }

  @Override
  public synchronized List<CellDigest> drain(Instant now) {
    SortedMap<Cell, CellDigest> digests = shards.take();
    for (Spot spot : spots.values()) {
      spot.take()
          .ifPresentOrElse(
              polls -> digests.merge(spot.cell(), polls, CellDigest::merge), () -> forget(spot));
    }
    long millis =
        drainedAt == null ? 0 : Math.clamp(Duration.between(drainedAt, now).toMillis(), 0, 60_000);
    drainedAt = now;
    viewership
        .expected(now.toEpochMilli(), millis * shareRead())
        .forEach(
            (cell, expected) ->
                digests.merge(
                    cell,
                    new CellDigest(
                        cell,
                        new Counts().add(Count.EXPECTED_BEACONS, expected),
                        new Counts(),
                        new LatencyHistogram()),
                    CellDigest::merge));
    return List.copyOf(digests.values());
  }

  /**
   * The part of the beacons since the last drain that was read. What was not is not expected: in a
   * flash crowd our own lack of time would look like a CDN's silence.
   */
  private double shareRead() {
    double missed = unread.sumThenReset();
    double had = read.sumThenReset();
    return missed == 0 ? 1 : had / (had + missed);
  }

  @Override
  public List<ClientDigest> clients(Instant now) {
    return clients.take();
  }

  @Override
  public List<TrialDigest> trials(Instant now) {
    return trials.take();
  }

  @Override
  public SortedMap<Cell, Long> viewers(Instant now) {
    return viewership.viewers(now.toEpochMilli());
  }

  @Override
  public SortedMap<Group, Crowd> crowds(Instant now) {
    return viewership.crowds(now.toEpochMilli());
  }

  @Override
  public SortedMap<Cell, Witness> witnesses(Instant now) {
    long second = now.getEpochSecond();
    SortedMap<Cell, WitnessWindow.Sums> sums = new TreeMap<>();
    SortedMap<Place, WitnessWindow.Sums> places = new TreeMap<>();
    byCell.forEach(
        (cell, intake) -> {
          WitnessWindow.Sums own = intake.witnesses.sums(second);
          sums.put(cell, own);
          places.merge(cell.place(), own, WitnessWindow.Sums::plus);
        });
    SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    sums.forEach(
        (cell, own) -> {
          CellIntake intake = byCell.get(cell);
          WitnessWindow.Sums all = places.get(cell.place());
          if (intake != null && all != null && (own.requests() > 0 || own.watched() > 0)) {
            witnesses.put(
                cell,
                intake.witnesses.witness(all.minus(own), intake.prefixOverCap(second), second));
          }
        });
    return witnesses;
  }
}
