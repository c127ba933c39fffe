package dev.tidegate.api.wiring;

import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.IntakeStats;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.control.Audiences;
import dev.tidegate.api.control.Decisions;
import dev.tidegate.api.control.EventFeed;
import dev.tidegate.api.control.Levers;
import dev.tidegate.api.control.OperatorPlane;
import dev.tidegate.api.control.Readiness;
import dev.tidegate.api.dns.Keepers;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.loop.Makings;
import dev.tidegate.api.loop.NodeTerms;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.loop.SteeringLoop;
import dev.tidegate.api.loop.StepListener;
import dev.tidegate.api.loop.SystemTimeline;
import dev.tidegate.api.steer.PublicPlane;
import dev.tidegate.api.steer.PublicStats;
import dev.tidegate.api.store.Store;
import dev.tidegate.probe.ProbePlan;
import dev.tidegate.probe.Prober;
import dev.tidegate.probe.ProberLimits;
import dev.tidegate.telemetry.ProbeResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The program, from top to bottom: the store, the loop that steps the engine, what players report,
 * the public plane that answers them, our own probes; and the operator plane.
 */
@Configuration(proxyBeanMethods = false)
@Import({OperatorWiring.class, DnsWiring.class})
class Wiring {
  /** Of this program; the launcher says the same. */
  private static final String PROGRAM = "0.1.0";

  private static final int TLS_SECONDS = 1;
  private static final int GEO_SECONDS = 30;
  private static final int SETTLE_SECONDS = 1;

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  Readiness readiness() {
    return new Readiness();
  }

  @Bean(destroyMethod = "") // whoever opened it closes it, after everything else
  Store store(Start start, MeterRegistry meters) {
    return WatchedStore.around(start.store(), meters);
  }

  @Bean(destroyMethod = "") // its phase closes it, while the store is still open
  SteeringLoop loop(
      Start start, Store store, LateIntake intake, InstantSource clock, MeterRegistry meters) {
    Makings makings =
        new Makings(
            start.config(),
            store,
            intake,
            new SystemTimeline(clock),
            start.engine(),
            Decisions::json,
            () -> Audiences.scheduled(store, clock.instant()),
            SteeringLoop.Pace.DESIGNED);
    SteeringLoop loop =
        start
            .opened()
            .shared()
            .map(
                shared ->
                    new SteeringLoop(
                        makings, shared.commons(), terms(start, clock), shared.putBack()))
            .orElseGet(() -> new SteeringLoop(makings));
    LoopMeters.bind(meters, loop);
    NodeMeters.bind(meters, loop);
    return loop;
  }

  private static NodeTerms terms(Start start, InstantSource clock) {
    TidegateConfig config = start.config();
    TidegateConfig.OperatorPlane operators = config.server().operatorPlane();
    Path directory =
        switch (config.store()) {
          case TidegateConfig.Store.Redis(_, _, var path) -> path;
          case TidegateConfig.Store.Embedded(var path) -> path;
        };
    return new NodeTerms(
        start.node(),
        operators.host() + ":" + operators.port(),
        Boots.next(directory, clock.millis()),
        PROGRAM,
        directory);
  }

  @Bean(destroyMethod = "close")
  Prober prober(Start start, SteeringLoop loop, InstantSource clock, MeterRegistry meters) {
    Prober prober =
        new Prober(
            Plans.of(start.config()),
            ProberLimits.defaults(),
            clock,
            RandomGenerator.getDefault(),
            loop::offer);
    PublicMeters.probes(meters, prober);
    return prober;
  }

  @Bean
  LateIntake lateIntake() {
    return new LateIntake();
  }

  @Bean(destroyMethod = "") // the loop's phase closes it, after the last step
  Recording recording(Start start, Store store, MeterRegistry meters) {
    return Recording.of(start, store, meters);
  }

  @Bean
  SharedConfig sharedConfig(Start start, SteeringLoop loop, Levers levers) {
    return new SharedConfig(
        start.store(), start.loader(), start.source(), levers, loop::config, start.etag());
  }

  @Bean
  Phase loopPhase(
      SteeringLoop loop,
      EventFeed feed,
      OperatorPlane plane,
      Recording recording,
      SharedConfig shared) {
    loop.listen(new Heralds(feed));
    loop.listen(plane.degradation());
    loop.listen(shared);
    recording.listenTo(loop);
    return new Phase(
        Phase.LOOP,
        loop::start,
        () -> {
          loop.close();
          recording.close();
        });
  }

  /** The event stream hears of decisions, whoever made them. */
  private record Heralds(EventFeed feed) implements StepListener {
    @Override
    public void stepped(Stepped stepped) {
      feed.decided(stepped.step().decisions());
    }

    @Override
    public void followed(Instant at, boolean changed) {
      if (changed) {
        feed.followed();
      }
    }
  }

  @Bean
  Phase proberPhase(Prober prober) {
    return new Phase(Phase.PROBES, prober::start, prober::close);
  }

  @Bean
  LiveGeo geo(Start start) {
    return new LiveGeo(start.config());
  }

  @Bean
  BeaconIntake intake(
      Start start, Store store, Steering loop, LateIntake late, MeterRegistry meters) {
    IntakeStats stats = new IntakeStats();
    PublicMeters.beacons(meters, stats);
    BeaconIntake intake =
        new BeaconIntake(loop::config, loop::snapshot, sessionKey(start, store), stats);
    late.is(intake);
    return intake;
  }

  /** The configured key of session tokens, or one of our own, made once and kept. */
  private static byte[] sessionKey(Start start, Store store) {
    return start
        .config()
        .security()
        .sessionKey()
        .map(key -> key.getBytes(StandardCharsets.UTF_8))
        .orElseGet(() -> Patience.with(() -> store.secret("session-key", Wiring::newKey)));
  }

  private static byte[] newKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }

  @Bean
  LateHints lateHints() {
    return new LateHints();
  }

  @Bean(destroyMethod = "close")
  PublicPlane publicPlane(
      Start start,
      SteeringLoop loop,
      BeaconIntake intake,
      LateHints hints,
      Keepers keepers,
      LiveGeo geo,
      InstantSource clock,
      Readiness readiness,
      MeterRegistry meters) {
    PublicStats stats = new PublicStats();
    PublicPlane plane =
        new PublicPlane(
            start.config(),
            loop,
            intake,
            hints,
            (service, region, bucket, cdn) ->
                keepers.bucketHost(loop.config(), service, region, bucket, cdn),
            geo,
            clock,
            new SecureRandom(),
            readiness::ready,
            stats,
            PublicPlane.REQUEST_LIMIT);
    PublicMeters.answers(meters, stats, plane);
    loop.listen(new Preparing(plane));
    return plane;
  }

  /** Whoever publishes makes the answers ready, and not the event loop that is asked first. */
  private record Preparing(PublicPlane plane) implements StepListener {
    @Override
    public void stepped(Stepped stepped) {
      plane.prepare();
    }

    @Override
    public void followed(Instant at, boolean changed) {
      plane.prepare();
    }
  }

  @Bean
  Phase publicPhase(PublicPlane plane) {
    return new Phase(Phase.PUBLIC, plane::start, plane::close);
  }

  @Bean(destroyMethod = "close")
  Upkeep upkeep(PublicPlane plane, LiveGeo geo, SharedConfig shared) {
    Upkeep upkeep = new Upkeep();
    upkeep.every(SETTLE_SECONDS, shared::settle);
    upkeep.every(TLS_SECONDS, plane::refreshTls);
    upkeep.every(GEO_SECONDS, geo::refresh);
    return upkeep;
  }

  @Bean
  Levers levers(Start start, SteeringLoop loop, Prober prober, LiveGeo geo) {
    Lock changing = new ReentrantLock();
    return new Levers() {
      @Override
      public void overridesChanged() {
        loop.overridesChanged();
      }

      @Override
      public void audiencesChanged() {
        loop.audiencesChanged();
      }

      @Override
      public void probed(ProbeResult result) {
        loop.offer(result);
      }

      @Override
      public Runnable ready(TidegateConfig config) {
        ProbePlan plan = Plans.of(config);
        Geo places = new Geo(config);
        return () -> {
          loop.reconfigure(config);
          geo.become(places);
          prober.replan(plan);
        };
      }

      @Override
      public List<String> needsRestart(TidegateConfig config) {
        return Restarts.between(start.config(), config);
      }

      @Override
      public Lock changing() {
        return changing;
      }
    };
  }
}
