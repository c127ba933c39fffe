package dev.tidegate.dns.reconcile;

import static dev.tidegate.dns.plan.Zones.ZONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process of ours that writes, and is killed while it waits for the answer. */
public final class KilledRun {
  private static final long PATIENCE_SECONDS = 60;

  private KilledRun() {}

  /** Starts {@code main} in a process of its own, and kills it when {@code held}. */
  public static void of(Class<?> main, Path log, BooleanSupplier held, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!held.getAsBoolean()) {
        assertThat(process.isAlive() && System.nanoTime() < deadline)
            .as("writes: " + Files.readString(log))
            .isTrue();
        Thread.sleep(10);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** What that process does. */
  public static void write(Backend backend, Intended wanted) {
    Reconciler reconciler =
        new Reconciler(
            backend,
            new Verifier(ZONE, List.of(), Set.of(), Duration.ZERO),
            new Limits("prod-1", ZONE, 1),
            InstantSource.system());
    System.out.println(reconciler.round(wanted));
  }
}
