package dev.tidegate.launcher;

import dev.tidegate.api.config.EffectiveConfig;
import dev.tidegate.api.config.LoadedConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidegate check}: what is wrong with a configuration, or what is in force by it. */
@Command(
    name = "check",
    description = "Validate a configuration and print what is in force, defaults included.")
final class CheckCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  CheckCommand() {}

  @Override
  public Integer call() throws UnusableConfig {
    LoadedConfig loaded = config.load(spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    out.print(EffectiveConfig.yaml(loaded.config()));
    out.flush();
    return 0;
  }
}
