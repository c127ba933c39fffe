package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.beacon.Intake;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.store.Store;
import dev.tidegate.engine.Decision;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

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
  private final StoreCache<OperatorOverride> overrides;
  private final StoreCache<Audience> audiences;
  private final Turn turn;
  private final List<StepListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean nudged = new AtomicBoolean();
  private final AtomicBoolean mending = new AtomicBoolean();
  private volatile TidegateConfig config;
  private volatile Turn.Made published;
  private volatile Inputs lastInputs;
  private volatile boolean open;
  // These two belong to the timeline's thread.
  private Ticks ticks;
  private long lastStep;

  /** The only node, with nothing scheduled. */
  public SteeringLoop(
      TidegateConfig config,
      Store store,
      Intake intake,
      Timeline timeline,
      EngineFunctions engine,
      Function<Decision, String> json,
      Pace pace) {
    this(config, store, intake, timeline, engine, json, List::of, pace);
  }

  /**
   * The only node: starts the engine from what the store has; nothing ticks before {@link #start}.
   *
   * @param json how a decision is stored for showing
   * @param scheduled reads the scheduled audiences from the store
   * @throws dev.tidegate.api.store.StoreException if the store cannot be read and written
   */
  public SteeringLoop(
      TidegateConfig config,
      Store store,
      Intake intake,
      Timeline timeline,
      EngineFunctions engine,
      Function<Decision, String> json,
      Supplier<List<Audience>> scheduled,
      Pace pace) {
    this(
        config,
        store,
        intake,
        timeline,
        scheduled,
        pace,
        meter -> new SoloTurn(store, timeline, engine, json, pace, meter));
  }

  /**
   * One of many nodes: answers from what was published last, or from what it last answered from.
   *
   * @param commons where the nodes meet; whoever opened it closes it, after this
   * @param returned what to do beside the loop when the store is back after a while
   * @throws dev.tidegate.api.store.StoreException if there is nothing to read overrides from
   */
  public SteeringLoop(
      TidegateConfig config,
      Store store,
      Intake intake,
      Timeline timeline,
      EngineFunctions engine,
      Function<Decision, String> json,
      Supplier<List<Audience>> scheduled,
      Pace pace,
      Commons commons,
      NodeTerms terms,
      Runnable returned) {
    this(
        config,
        store,
        intake,
        timeline,
        scheduled,
        pace,
        meter ->
            new NodesTurn(
                new NodesTurn.Parts(
                    commons,
                    terms,
                    timeline::nanos,
                    new EngineSeat(engine, meter),
                    meter,
                    intake::crowds,
                    new Shown(json, meter),
                    returned)));
    commons.listen(this::news);
  }

  private SteeringLoop(
      TidegateConfig config,
      Store store,
      Intake intake,
      Timeline timeline,
      Supplier<List<Audience>> scheduled,
      Pace pace,
      Function<LoopMeter, Turn> turn) {
    this.config = config;
    this.intake = intake;
    this.timeline = timeline;
    this.pace = pace;
    this.probes = new ProbeQueue(pace.probesWaiting());
    this.overrides = new StoreCache<>(() -> store.overrides(timeline.instant()), meter);
    this.audiences = new StoreCache<>(scheduled, meter);
    this.turn = turn.apply(meter);
    Instant now = timeline.instant();
    overrides.refresh();
    audiences.refresh();
    this.published = this.turn.begin(config.setup(), now);
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
    overrides.refresh();
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
    audiences.refresh();
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
    return meter.stats(probes, turn, stale());
  }

  @Override
  public Preview preview(List<OperatorOverride> wanted) {
    return preview(wanted, audiences.known());
  }

  @Override
  public Preview preview(List<OperatorOverride> wanted, List<Audience> expected) {
    Inputs heard = lastInputs;
    Inputs inputs =
        new Inputs(
            config.setup(),
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
    if ((stale() || turn.wantsMending()) && mending.compareAndSet(false, true)) {
      turn.aside(
          () -> {
            try {
              readAgain();
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
            overrides.refresh();
            audiences.refresh();
            tell(StepListener::written);
            nudge();
          });
    }
  }

  /** Does something after what waits beside the loop's thread. */
  void aside(Runnable task) {
    turn.aside(task);
  }

  private boolean stale() {
    return overrides.stale() || audiences.stale();
  }

  private void readAgain() {
    if (overrides.stale()) {
      overrides.refresh();
    }
    if (audiences.stale()) {
      audiences.refresh();
    }
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
      tell(listener -> listener.failed(now, blamed, e));
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
        overrides.known().stream().filter(o -> o.expires().isAfter(now)).toList(),
        turn.reachable(),
        audiences.known(),
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
          new StepListener.Stepped(now, decided.inputs(), decided.step(), changed);
      tell(listener -> listener.stepped(stepped));
    } else {
      tell(listener -> listener.followed(now, changed));
    }
  }

  // An error of a listener is no fault of the step, whose snapshot is out already.
  @SuppressWarnings("CatchThrowable")
  private void tell(Consumer<StepListener> what) {
    for (StepListener listener : listeners) {
      try {
        what.accept(listener);
      } catch (Throwable e) {
        meter.listenerFailed(e);
      }
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
