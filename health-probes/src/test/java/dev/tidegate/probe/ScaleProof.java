package dev.tidegate.probe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * The full form: 10 000 probes at 10 s from one process. Arguments: targets, interval in seconds,
 * length in seconds. The server answers inside the same process, so its cost is in the figures.
 */
final class ScaleProof {
  /** Targets are spread over that many loopback addresses, each a host with a budget of its own. */
  private static final int HOSTS = 100;

  private ScaleProof() {}

  record Report(
      long told,
      double seconds,
      double cpuSeconds,
      long heapMiB,
      String resident,
      ProberStats stats) {}

  static Report run(int targets, Duration interval, Duration warmUp, Duration length)
      throws IOException, InterruptedException {
    LongAdder told = new LongAdder();
    try (RawServer server = new RawServer(RawServer.answering("#EXTM3U\n".repeat(50)));
        Prober prober =
            new Prober(
                Bench.plan(targets(server, targets, interval)),
                ProberLimits.defaults(),
                InstantSource.system(),
                new SplittableRandom(Bench.SEED),
                result -> told.increment())) {
      prober.start();
      Thread.sleep(warmUp);
      told.reset();
      long cpu = cpu();
      long begun = System.nanoTime();
      Thread.sleep(length);
      double seconds = (System.nanoTime() - begun) / 1e9;
      return new Report(
          told.sum(), seconds, (cpu() - cpu) / 1e9, heap(), resident(), prober.stats());
    }
  }

  private static List<ProbeTarget> targets(RawServer server, int count, Duration interval) {
    List<ProbeTarget> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      targets.add(
          new ProbeTarget(
              "live-" + i / HOSTS,
              "cdn-" + i % HOSTS,
              server.url("127.0.1." + (1 + i % HOSTS)),
              "p",
              ProbeTarget.Kind.HTTP,
              "/x",
              Optional.of(interval),
              Duration.ofSeconds(2),
              Collections.emptySortedMap(),
              Bench.contains("EXTM3U")));
    }
    return targets;
  }

  private static long cpu() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime()
        : 0;
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
  }

  private static String resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElse("")
        : "";
  }

  public static void main(String[] arguments) throws Exception {
    int targets = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int interval = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    int length = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30;
    System.out.println(
        run(
            targets,
            Duration.ofSeconds(interval),
            Duration.ofSeconds(interval),
            Duration.ofSeconds(length)));
  }
}
