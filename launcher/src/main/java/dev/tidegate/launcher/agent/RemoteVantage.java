package dev.tidegate.launcher.agent;

import dev.tidegate.api.config.AgentConfig;
import dev.tidegate.probe.ProbePlan;
import dev.tidegate.probe.Prober;
import dev.tidegate.probe.ProberLimits;
import dev.tidegate.telemetry.ProbeResult;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Runs the probes of the control plane's plan from here, and hands in what they found: every
 * quarter of a second, as a failing CDN is to be known soon. While the control plane is away the
 * last plan goes on, and results wait for a minute.
 */
public final class RemoteVantage implements AutoCloseable {
  private static final Duration HAND_IN = Duration.ofMillis(250);

  /** How old a plan may be, in turns: 10 s. */
  private static final int PLAN_TURNS = 40;

  /** Turns left out after a failure, so that nobody is called four times a second in vain: 1 s. */
  private static final int REST = 4;

  private final AgentConfig config;
  private final InstantSource clock;
  private final Consumer<String> say;
  private final ControlPlane control;
  private final Outbox outbox = new Outbox();
  private final Prober prober;
  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("vantage").factory());
  // These belong to the thread of the turns.
  private int untilPlan;
  private int rest;
  private String trouble = "";

  /**
   * @param say takes a line for people, when something begins or ends
   */
  public RemoteVantage(
      AgentConfig config, InstantSource clock, RandomGenerator random, Consumer<String> say) {
    this.config = config;
    this.clock = clock;
    this.say = say;
    this.control = new ControlPlane(config);
    this.prober =
        new Prober(
            new ProbePlan(config.id(), config.region(), List.of()),
            ProberLimits.defaults(),
            clock,
            random,
            outbox::add);
  }

  /** Begins: a plan first, then probes. */
  public void start() {
    prober.start();
    var _ = turns.scheduleWithFixedDelay(this::turn, 0, HAND_IN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Results that were never handed in. */
  public long dropped() {
    return outbox.dropped();
  }

  private void turn() {
    if (rest > 0) {
      rest--;
      return;
    }
    try {
      if (untilPlan-- <= 0) {
        control.plan().ifPresent(this::follow);
        untilPlan = PLAN_TURNS;
      }
      handIn();
      well();
    } catch (IOException | RuntimeException | LinkageError e) {
      ill(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(ControlPlane.Told told) {
    ProbePlan plan = Wire.plan(told.text(), config.id(), config.region());
    prober.replan(plan);
    control.follows(told);
    say.accept("probing " + plan.targets().size() + " targets");
  }

  private void handIn() throws IOException, InterruptedException {
    List<ProbeResult> batch = outbox.next(clock.instant());
    if (batch.isEmpty()) {
      return;
    }
    try {
      control.results(Wire.results(batch, config.region(), clock.instant()));
      outbox.sent(batch);
    } catch (ConnectException e) {
      throw e; // it is still ours
    } catch (IOException e) {
      // Taken or not, it is not sent again: a failure told twice would count as two.
      outbox.lost(batch);
      throw e;
    }
  }

  /** Says what is wrong once, not every quarter of a second. */
  private void ill(String why) {
    if (!why.equals(trouble)) {
      say.accept("the control plane is not there: " + why);
    }
    trouble = why;
    rest = REST;
  }

  private void well() {
    if (!trouble.isEmpty()) {
      say.accept("the control plane is there again");
    }
    trouble = "";
  }

  @Override
  public void close() {
    prober.close();
    turns.shutdownNow();
    control.close();
  }
}
