package dev.tidegate.api.steer;

import dev.tidegate.api.beacon.BeaconIntake;
import dev.tidegate.api.beacon.IntakeStats;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.geo.Geo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;

/** A public plane on a port of its own, with everything behind it. */
final class RunningPlane implements AutoCloseable {
  final FixedSteering steering;
  final IntakeStats intakeStats = new IntakeStats();
  final PublicStats stats = new PublicStats();
  final BeaconIntake intake;
  final PublicPlane plane;
  volatile boolean ready = true;

  /** Of the test and not of the machine, which may be busy with other things. */
  volatile Strain strain = Strain.NONE;

  RunningPlane(TidegateConfig config, Duration requestLimit) {
    steering = new FixedSteering(config);
    intake =
        new BeaconIntake(
            steering::config,
            steering::snapshot,
            "a key of sixteen or more".getBytes(StandardCharsets.UTF_8),
            intakeStats);
    Geo geo = new Geo(config);
    plane =
        new PublicPlane(
            config,
            steering,
            intake,
            Hints.NONE,
            BucketHosts.NONE,
            () -> geo,
            InstantSource.system(),
            new Random(4711),
            () -> ready,
            stats,
            requestLimit,
            Optional.of(() -> strain));
    plane.start();
  }

  static RunningPlane start() {
    return new RunningPlane(TestConfig.create().build(), Duration.ofSeconds(15));
  }

  RawClient client() throws java.io.IOException {
    return new RawClient(plane.port());
  }

  @Override
  public void close() {
    plane.close();
  }
}
