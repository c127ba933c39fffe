package dev.tidegate.launcher.demo;

import dev.tidegate.api.wiring.StartException;
import dev.tidegate.launcher.stage.DurationOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      "A CDN falls ill at the 30th second and is well again halfway. Ctrl-C ends it early."
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

  @Option(names = "--report", paramLabel = "FILE", description = "write the figures there as JSON")
  private @Nullable Path report;

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
    Scenario chosen =
        Scenario.named(scenario)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "there is no scenario \"" + scenario + "\": " + Scenario.names()));
    if (length.compareTo(SHORTEST) < 0) {
      throw new ParameterException(spec.commandLine(), "--for must be at least 10s: " + length);
    }
    PrintWriter out = spec.commandLine().getOut();
    Demo demo = new Demo(chosen, length, seed, out);
    Thread hook = Thread.ofPlatform().unstarted(demo::endAndWait);
    Runtime.getRuntime().addShutdownHook(hook);
    demo.run(Optional.ofNullable(report));
    return CommandLine.ExitCode.OK;
  }
}
