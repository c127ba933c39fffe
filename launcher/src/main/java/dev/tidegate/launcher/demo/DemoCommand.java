package dev.tidegate.launcher.demo;

import dev.tidegate.api.wiring.StartException;
import dev.tidegate.launcher.stage.DurationOption;
import dev.tidegate.rehearsal.baseline.Baselines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidegate demo}. */
@Command(
    name = "demo",
    description = {
      "Show everything on one machine: imitation CDNs, viewers, probes, engine and page.",
      "A CDN falls ill at the 30th second and is well again after two minutes, or halfway where the fault is 50 s old by then. Ctrl-C ends it early."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "8m",
      converter = DurationOption.class,
      description = "how long (default ${DEFAULT-VALUE})")
  private Duration length;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = "brownout",
      description =
          "brownout (default), outage, blackhole, isp, origin, frozen-playlist, lying-prober or"
              + " clean")
  private String scenario;

  @Option(
      names = "--versus",
      paramLabel = "NAME",
      description = {
        "two worlds side by side instead, this steering in the other one: static, probe-failover,",
        "gdnsd, latency-only, openmix, ducb, ducb-clipped or d2-relative"
      })
  private @Nullable String versus;

  @Option(names = "--report", paramLabel = "FILE", description = "write the figures there as JSON")
  private @Nullable Path report;

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description = "keep there what the engine is told, for tidegate replay")
  private @Nullable Path recordings;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "of viewers and luck (default ${DEFAULT-VALUE})")
  private long seed;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  public DemoCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, StartException {
    if (length.compareTo(SHORTEST) < 0) {
      throw new ParameterException(spec.commandLine(), "--for must be at least 10s: " + length);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (versus != null) {
      Versus contest = new Versus(rival(versus), length, seed, out);
      atTheEnd(contest::endAndWait);
      contest.run(Optional.ofNullable(report));
      return CommandLine.ExitCode.OK;
    }
    Demo demo = new Demo(chosen(), length, seed, out);
    if (recordings != null) {
      demo.recordingTo(recordings, Duration.ofMinutes(10));
    }
    atTheEnd(demo::endAndWait);
    demo.run(Optional.ofNullable(report));
    return CommandLine.ExitCode.OK;
  }

  private static void atTheEnd(Runnable ending) {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(ending));
  }

  private Baselines.Named rival(String name) {
    return Baselines.named(name)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "there is no baseline \"" + name + "\": " + rivals()));
  }

  private static String rivals() {
    return Baselines.all().stream().map(Baselines.Named::name).collect(Collectors.joining(", "));
  }

  private Scenario chosen() {
    return Scenario.named(scenario)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "there is no scenario \"" + scenario + "\": " + Scenario.names()));
  }
}
