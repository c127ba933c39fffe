package dev.tidegate.launcher.nodes;

import dev.tidegate.launcher.stage.DurationOption;
import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.RedisProcess;
import dev.tidegate.launcher.stage.ScratchDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidegate nodes}. */
@Command(
    name = "nodes",
    description = {
      "Start several nodes and the Redis between them on this machine, to look at and to break.",
      "One configuration for all; what is a node's own comes by environment. Ctrl-C ends them all."
    })
public final class NodesCommand implements Callable<Integer> {
  private static final int MOST = 20;
  private static final int REDIS_PORT = 6390;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "3",
      description = "how many nodes, 1 to 20 (default ${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "the configuration (default tidegate.example.yaml of this project)")
  private @Nullable Path config;

  @Option(
      names = "--redis",
      paramLabel = "URI",
      description = "a Redis that runs already, instead of one of our own")
  private @Nullable URI redis;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "keep data and logs there (default: a new one, deleted at the end)")
  private @Nullable Path directory;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = "how long (default: until Ctrl-C)")
  private @Nullable Duration length;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  public NodesCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count < 1 || count > MOST) {
      throw new ParameterException(spec.commandLine(), "--count must be 1 to 20: " + count);
    }
    Path file = config().toAbsolutePath();
    if (!Files.isReadable(file)) {
      throw new ParameterException(spec.commandLine(), "--config cannot be read: " + file);
    }
    LocalNodes nodes = new LocalNodes(spec.commandLine().getOut());
    CountDownLatch done = new CountDownLatch(1);
    Thread ending = ending(nodes, Thread.currentThread(), done);
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      runSomewhere(nodes, file);
    } catch (InterruptedException e) {
      if (!nodes.toldToEnd()) {
        throw e;
      }
    } finally {
      done.countDown();
      forget(ending);
    }
    return CommandLine.ExitCode.OK;
  }

  /** On Ctrl-C or SIGTERM: whoever is being started ends too, and the files go. */
  private static Thread ending(LocalNodes nodes, Thread caller, CountDownLatch done) {
    return Thread.ofPlatform()
        .unstarted(
            () -> {
              nodes.close();
              caller.interrupt();
              try {
                done.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void runSomewhere(LocalNodes nodes, Path file) throws IOException, InterruptedException {
    if (directory != null) {
      run(nodes, file, Files.createDirectories(directory).toAbsolutePath());
      return;
    }
    try (ScratchDirectory scratch = ScratchDirectory.create("tidegate-nodes")) {
      run(nodes, file, scratch.path());
    }
  }

  private void run(LocalNodes nodes, Path file, Path below)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (nodes) {
      URI uri = redis != null ? redis : ownRedis(nodes, below);
      for (int number = 1; number <= count; number++) {
        nodes.startNode(number, file, uri, below);
      }
      out.println("Who leads, and what each of them sees: GET /ops/v1/state, or any page.");
      out.println(
          "Kill whom you like, Redis too: docs/nodes.md says what happens. Ctrl-C ends all.");
      out.flush();
      nodes.watch(Optional.ofNullable(length));
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // we are ending: it runs
    }
  }

  private Path config() {
    if (config != null) {
      return config;
    }
    return Path.of(System.getProperty("tidegate.home", ".")).resolve("tidegate.example.yaml");
  }

  private URI ownRedis(LocalNodes nodes, Path below) throws IOException, InterruptedException {
    if (RedisProcess.program().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no redis-server here (Debian: apt-get install redis-server); or name one that"
              + " runs by --redis URI");
    }
    return nodes.startRedis(below, Ports.preferring(REDIS_PORT));
  }
}
