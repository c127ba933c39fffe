package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.beacon.Intake;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Situation;
import dev.tidegate.model.Audience;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The tick. Every {@code tick}, or at once when someone asks, one step on one thread:
 *
 * <pre>
 * intake, probe results, overrides -> Engine.step -> the store (at most 200 ms) -> one swap -> listeners
 * </pre>
 *
 * <p>A step that fails leaves the last snapshot standing and counts; the loop never ends by itself.
 * An engine state that a failed step may have half consumed is thrown away: the engine starts anew
 * from the bytes it last saved, in an epoch that was kept in hand for it. So versions never go
 * back, and no version ever means two contents. What its windows held is gone, and comes again.
 *
 * <p>Before the first step the snapshot is the one that the engine starts with: what the store has
 * from before, or the configured static weights.
 */
public final class SteeringLoop implements Steering, AutoCloseable {

  /**
   * How the loop paces itself.
   *
   * @param saveDeadline how long a step waits for the store before it goes on
   * @param saveEvery how often state that changed without a new version is stored
   * @param nudgeGap the least time between a step and one that is asked for
   * @param probesWaiting how many probe results can wait for a step
   */
  public record Pace(
      Duration saveDeadline, Duration saveEvery, Duration nudgeGap, int probesWaiting) {
    /** As designed: 200 ms, 10 s, 100 ms, 20 000. */
    public static final Pace DESIGNED =
        new Pace(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMillis(100), 20_000);
  }

  private final Intake intake;
  private final Timeline timeline;
  private final Pace pace;
  private final LoopMeter meter = new LoopMeter();
  private final ProbeQueue probes;
  private final Orders orders;
  private final Turn turn;
  private final Listeners listeners = new Listeners(meter);
  private final AtomicBoolean nudged = new AtomicBoolean();
  private final AtomicBoolean mending = new AtomicBoolean();
  private volatile TidegateConfig config;
  private volatile Turn.Made published;
  private volatile Inputs lastInputs;
  private volatile boolean open;
  // These two belong to the timeline's thread.
  private Ticks ticks;
  private long lastStep;

  /**
   * The only node: starts the engine from what the store has; nothing ticks before {@link #start}.
   *
   * @throws dev.tidegate.api.store.StoreException if the store cannot be read and written
   */
  public SteeringLoop(Makings of) {
    this(of, meter -> new SoloTurn(of, meter));
  }

  /**
   * One of many nodes: answers from what was published last, or from what it last answered from.
   *
   * @param commons where the nodes meet; whoever opened it closes it, after this
   * @param putBack writes again what this node journalled and the store has no more; done beside
   *     the loop whenever the store may have forgotten something
   */
  public SteeringLoop(Makings of, Commons commons, NodeTerms terms, Runnable putBack) {
    this(of, meter -> new NodesTurn(of, meter, commons, terms, putBack));
    commons.listen(this::news);
  }

  private SteeringLoop(Makings of, Function<LoopMeter, Turn> turn) {
    this.config = of.config();
    this.intake = of.intake();
    this.timeline = of.timeline();
    this.pace = of.pace();
    this.probes = new ProbeQueue(pace.probesWaiting());
    this.orders =
        new Orders(
            () -> of.store().overrides(timeline.instant()),
            of.scheduled(),
            of.store()::behind,
            meter);
    this.turn = turn.apply(meter);
    this.published = this.turn.begin(config.setup(), timeline.instant());
    this.lastInputs = nothingHeard(config.setup());
    this.ticks = new Ticks(config.tick(), timeline.nanos());
    this.lastStep = timeline.nanos() - pace.nudgeGap().toNanos();
  }

  private static Inputs nothingHeard(Setup setup) {
    return new Inputs(
        setup, List.of(), List.of(), new TreeMap<>(), new TreeMap<>(), List.of(), true);
  }

  /** Begins to tick: the first step at once. */
  public void start() {
    open = true;
    timeline.schedule(Duration.ZERO, this::tick);
  }

  /** Who is told of every step from now on. */
  public void listen(StepListener listener) {
    listeners.add(listener);
  }

  /**
   * Takes a probe result for the next step. Never blocks. One that failed asks for a step at once;
   * one that finds the queue full is counted and dropped.
   */
  public void offer(ProbeResult result) {
    if (probes.offer(result) && result.failed()) {
      nudge();
    }
  }

  /**
   * To be called after an override was written, on the thread that wrote it: reads them from the
   * store and asks for a step. If the store cannot be read just now the loop tries again by itself.
   */
  public void overridesChanged() {
    orders.overridesChanged();
    nudge();
  }

  /** News of another node: taken on the loop's thread, without waiting for the next tick. */
  private void news(byte[] body) {
    if (open) {
      timeline.schedule(Duration.ZERO, () -> follow(body));
    }
  }

  private void follow(byte[] body) {
    Instant now = timeline.instant();
    turn.news(body).ifPresent(made -> publish(made, now));
  }

  /** {@link #overridesChanged}, for scheduled audiences. */
  public void audiencesChanged() {
    orders.audiencesChanged();
    nudge();
  }

  /** The configuration of the steps from now on. */
  public void reconfigure(TidegateConfig wanted) {
    config = wanted;
    nudge();
  }

  @Override
  public SteeringSnapshot snapshot() {
    return published.snapshot();
  }

  @Override
  public Situation situation() {
    turn.asked();
    return published.situation();
  }

  @Override
  public TidegateConfig config() {
    return config;
  }

  @Override
  public Optional<Company> company() {
    return turn.company();
  }

  /** What this node counts among others; empty if it is the only one. */
  public Optional<NodeStats> nodeStats() {
    return turn.nodeStats();
  }

  /** The heartbeat. */
  public LoopStats stats() {
    return meter.stats(probes, turn, orders.stale());
  }

  @Override
  public Preview preview(List<OperatorOverride> wanted) {
    return preview(wanted, orders.audiences());
  }

  @Override
  public Preview preview(List<OperatorOverride> wanted, List<Audience> expected) {
    return preview(wanted, expected, config.setup());
  }

  @Override
  public Preview preview(List<OperatorOverride> wanted, Setup setup) {
    return preview(wanted, orders.audiences(), setup);
  }

  private Preview preview(List<OperatorOverride> wanted, List<Audience> expected, Setup setup) {
    Inputs heard = lastInputs;
    Inputs inputs =
        new Inputs(
            setup,
            List.of(),
            List.of(),
            heard.viewers(),
            heard.witnesses(),
            wanted,
            heard.storeReachable(),
            expected,
            List.of(),
            List.of());
    return turn.preview(inputs, timeline.instant());
  }

  @Override
  public void nudge() {
    if (open && nudged.compareAndSet(false, true)) {
      timeline.schedule(Duration.ZERO, this::stepIfNudged);
    }
  }

  private void stepIfNudged() {
    if (!nudged.get()) {
      return; // a tick came first
    }
    long wait = pace.nudgeGap().toNanos() - (timeline.nanos() - lastStep);
    if (wait > 0) {
      timeline.schedule(Duration.ofNanos(wait), this::stepIfNudged);
    } else {
      meter.nudged.increment();
      step();
    }
  }

  private void tick() {
    try {
      if (!ticks.period().equals(config.tick())) {
        ticks = new Ticks(config.tick(), timeline.nanos());
      }
      meter.skippedTicks.add(ticks.arrive(timeline.nanos()));
      mend();
      step();
    } finally {
      timeline.schedule(ticks.untilNext(timeline.nanos()), this::tick);
    }
  }

  /** What the store could not do when it was asked is tried again, off this thread. */
  private void mend() {
    boolean stale = orders.stale();
    if ((stale || turn.wantsMending()) && mending.compareAndSet(false, true)) {
      turn.aside(
          () -> {
            try {
              if (stale) {
                readWritten();
              }
              turn.mend();
            } finally {
              mending.set(false);
            }
          });
    }
  }

  /** What operators wrote through another node is read beside this thread, and then in force. */
  private void lookAgain() {
    if (turn.written()) {
      turn.aside(
          () -> {
            readWritten();
            nudge();
          });
    }
  }

  private void readWritten() {
    orders.readAll();
    listeners.tell(StepListener::written);
  }

  /** Does something after what waits beside the loop's thread. */
  void aside(Runnable task) {
    turn.aside(task);
  }

  // Whatever a step throws, errors included, the loop must live to make the next one.
  @SuppressWarnings("CatchThrowable")
  private void step() {
    nudged.set(false);
    long began = timeline.nanos();
    Instant now = timeline.instant();
    Optional<Inputs> given = Optional.empty();
    try {
      Inputs inputs = gather(now);
      given = Optional.of(inputs);
      Turn.Made made = turn.take(inputs, now);
      given = Optional.empty();
      publish(made, now);
      meter.stepped(now, timeline.nanos() - began);
      lookAgain();
    } catch (Throwable e) {
      meter.stepFailed(e);
      Optional<Inputs> blamed = given;
      listeners.tell(listener -> listener.failed(now, blamed, e));
    } finally {
      lastStep = timeline.nanos();
    }
  }

  private Inputs gather(Instant now) {
    return new Inputs(
        config.setup(),
        intake.drain(now),
        probes.drain(),
        intake.viewers(now),
        intake.witnesses(now),
        orders.overrides(now),
        turn.reachable(),
        orders.audiences(),
        intake.clients(now),
        intake.trials(now));
  }

  @SuppressWarnings("ReferenceEquality") // the very same where nothing changed
  private void publish(Turn.Made made, Instant now) {
    boolean changed = made.snapshot() != snapshot();
    published = made;
    if (made.decided().isPresent()) {
      Turn.Decided decided = made.decided().get();
      lastInputs = decided.inputs();
      StepListener.Stepped stepped =
          new StepListener.Stepped(
              now, decided.inputs(), decided.step(), changed, decided.beyond());
      listeners.tell(listener -> listener.stepped(stepped));
    } else {
      listeners.tell(listener -> listener.followed(now, changed));
    }
  }

  /** Makes no more steps, and stores what the last one left. The store stays open. */
  @Override
  public void close() {
    open = false;
    timeline.close();
    turn.close();
  }
}
