package dev.tidegate.launcher;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.wiring.Application;
import dev.tidegate.api.wiring.ServeOptions;
import dev.tidegate.api.wiring.ServeOptions.ConfigWins;
import dev.tidegate.api.wiring.StartException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidegate serve}: the product, until it is told to end. */
@Command(
    name = "serve",
    description = {
      "Run the product until SIGTERM.",
      "SIGHUP takes an edited file as a new version, if there is no fault in it."
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "the configuration, such as tidegate.example.yaml")
  private Path config;

  @Option(
      names = "--config-wins",
      paramLabel = "file|store",
      description = "who is right where the file was edited and the store was written too")
  private @Nullable ConfigWins configWins;

  @Option(
      names = "--until-ready",
      hidden = true,
      description = "end as soon as it is ready: the build notes what a start needs")
  private boolean untilReady;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  ServeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try (Application application =
        Application.run(ServeOptions.serve(config, Optional.ofNullable(configWins)))) {
      if (!untilReady) {
        application.awaitEnd();
      }
      return 0;
    } catch (StartException e) {
      String message =
          e.getCause() instanceof ConfigException faults
              ? ConfigOption.told(config, faults)
              : String.valueOf(e.getMessage());
      spec.commandLine().getErr().println(message);
      return e.exitCode();
    }
  }
}
