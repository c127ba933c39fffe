package dev.tidegate.launcher.prove;

import dev.tidegate.probe.Expect;
import dev.tidegate.probe.ProbePlan;
import dev.tidegate.probe.ProbeTarget;
import dev.tidegate.probe.Prober;
import dev.tidegate.probe.ProberLimits;
import dev.tidegate.probe.ProberStats;
import dev.tidegate.rehearsal.live.LiveWorld;
import dev.tidegate.rehearsal.model.CdnPhysics;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.World;
import dev.tidegate.telemetry.ProbeResult;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Ten thousand probes at ten seconds from one process. */
final class ProbesProof implements Proof {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration LENGTH = Duration.ofMinutes(2);
  private static final int TARGETS = 10_000;
  private static final int HOSTS = 100;
  private static final double LEAST_SHARE = 0.99;
  private static final Duration MOST_LAG = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "probes";
  }

  @Override
  public String about() {
    return "10 000 probes at 10 s on one machine: all run, all in time.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws InterruptedException {
    int targets = terms.runs().orElse(TARGETS);
    Duration length = terms.length().orElse(LENGTH);
    LongAdder told = new LongAdder();
    LongAdder failed = new LongAdder();
    try (LiveWorld live = LiveWorld.start(hosts(), InstantSource.system(), terms.seed());
        Prober prober =
            new Prober(
                new ProbePlan("prove", Optional.empty(), targets(live.bases(), targets)),
                ProberLimits.defaults(),
                InstantSource.system(),
                new SplittableRandom(terms.seed()),
                result -> count(result, told, failed))) {
      prober.start();
      Thread.sleep(INTERVAL.multipliedBy(3));
      told.reset();
      failed.reset();
      ProberStats before = prober.stats();
      long cpu = cpuNanos();
      long began = System.nanoTime();
      Thread.sleep(length);
      double seconds = (System.nanoTime() - began) / 1e9;
      double cores = (cpuNanos() - cpu) / 1e9 / seconds;
      ProberStats stats = prober.stats();
      progress.println(stats);
      return evidence(terms, targets, seconds, told.sum(), failed.sum(), cores, before, stats);
    }
  }

  private static Evidence evidence(
      Terms terms,
      int targets,
      double seconds,
      long told,
      long failed,
      double cores,
      ProberStats before,
      ProberStats stats) {
    double due = targets * seconds / INTERVAL.toSeconds();
    long skipped = stats.skipped() - before.skipped();
    long notRun = stats.notRun() - before.notRun();
    boolean held =
        told >= LEAST_SHARE * due
            && failed == 0
            && skipped == 0
            && notRun == 0
            && stats.lagWorst().compareTo(MOST_LAG) <= 0;
    return new Evidence(
        held,
        List.of(
            "%d probes (HTTP, a playlist that must contain `#EXTM3U`) at %d s, spread over %d imitation CDNs on loopback addresses of their own, which run in the same process: their cost is in the figure of processors. Watched for %.0f s after three intervals. Seed %d."
                .formatted(targets, INTERVAL.toSeconds(), HOSTS, seconds, terms.seed()),
            "",
            "| what | figure | bound |",
            "|---|---|---|",
            "| results, of due | %d of %.0f | >= %.0f %% |".formatted(told, due, 100 * LEAST_SHARE),
            "| failed | %d | 0 |".formatted(failed),
            "| turns skipped | %d | 0 |".formatted(skipped),
            "| not run for want of budget | %d | 0 |".formatted(notRun),
            "| turns late, mean | %d ms | |".formatted(stats.lagMean().toMillis()),
            "| turns late, worst | %d ms | <= %d ms |"
                .formatted(stats.lagWorst().toMillis(), MOST_LAG.toMillis()),
            "| processors busy, CDNs included | %.2f | |".formatted(cores),
            "| heap in use | %d MiB | |"
                .formatted(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20)));
  }

  private static void count(ProbeResult result, LongAdder told, LongAdder failed) {
    told.increment();
    if (result.failed()) {
      failed.increment();
    }
  }

  private static World hosts() {
    SortedMap<String, CdnPhysics> cdns = new TreeMap<>();
    for (int i = 0; i < HOSTS; i++) {
      cdns.put("cdn-" + i, new CdnPhysics(100_000, 0, Duration.ofMillis(20)));
    }
    return new World(cdns, new FaultBoard(), 2_000);
  }

  private static List<ProbeTarget> targets(SortedMap<String, URI> bases, int count) {
    List<ProbeTarget> targets = new ArrayList<>();
    List<String> cdns = List.copyOf(bases.keySet());
    Expect expect = new Expect(OptionalInt.of(200), Optional.of("#EXTM3U"), OptionalLong.empty());
    for (int i = 0; i < count; i++) {
      String cdn = cdns.get(i % cdns.size());
      targets.add(
          new ProbeTarget(
              "service-" + i / cdns.size(),
              cdn,
              Optional.ofNullable(bases.get(cdn)).orElseThrow(),
              "manifest",
              ProbeTarget.Kind.HTTP,
              "/live/final.m3u8",
              Optional.of(INTERVAL),
              Duration.ofSeconds(2),
              Collections.emptySortedMap(),
              expect));
    }
    return targets;
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
