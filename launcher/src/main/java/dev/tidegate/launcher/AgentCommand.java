package dev.tidegate.launcher;

import dev.tidegate.api.config.AgentConfig;
import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.wiring.Signals;
import dev.tidegate.launcher.agent.RemoteVantage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidegate agent}: a remote vantage, until it is told to end. */
@Command(
    name = "agent",
    description = {
      "Probe from here what a control plane hands out, until SIGTERM.",
      "FILE holds two lines:",
      "  vantage: {id: mumbai-1, region: in-west}   # id: the name of a token of role agent",
      "  control: {url: \"https://ops.example.com:8081\", token: \"$${TIDEGATE_AGENT_TOKEN}\"}"
    })
final class AgentCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "who it is, and whose probes it runs")
  private Path config;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  AgentCommand() {}

  @Override
  public Integer call() throws UnusableConfig, InterruptedException {
    AgentConfig wanted = read();
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch end = new CountDownLatch(1);
    Signals.on("TERM", end::countDown);
    Signals.on("INT", end::countDown);
    try (RemoteVantage vantage =
        new RemoteVantage(
            wanted,
            InstantSource.system(),
            RandomGenerator.getDefault(),
            line -> {
              out.println("vantage " + wanted.id() + ": " + line);
              out.flush();
            })) {
      vantage.start();
      end.await();
    }
    return 0;
  }

  private AgentConfig read() throws UnusableConfig {
    try {
      return AgentConfig.read(Files.readAllBytes(config), config, System.getenv());
    } catch (IOException e) {
      throw new UnusableConfig(config + ": the configuration cannot be read: " + e.getMessage());
    } catch (ConfigException e) {
      throw new UnusableConfig(ConfigOption.told(config, e));
    }
  }
}
