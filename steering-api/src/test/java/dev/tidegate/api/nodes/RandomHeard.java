package dev.tidegate.api.nodes;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Anything that could be heard, sensible or not. */
final class RandomHeard {
  private static final Instant AT = Instant.parse("2026-11-30T12:00:00Z");

  private final Random random;
  private final String service;

  RandomHeard(Random random, String service) {
    this.random = random;
    this.service = service;
  }

  private Cell cell() {
    return Cell.of(
        service,
        "region-" + random.nextInt(4),
        random.nextBoolean() ? "other" : "net-" + random.nextInt(3),
        "cdn-" + random.nextInt(4));
  }

  private Group group() {
    return new Group(
        service,
        "region-" + random.nextInt(4),
        random.nextInt(4) == 0 ? Optional.of("net-" + random.nextInt(3)) : Optional.empty());
  }

  Counts counts() {
    Counts counts = new Counts();
    for (Count count : Count.values()) {
      if (random.nextInt(3) == 0) {
        counts.add(count, random.nextLong() >> random.nextInt(64));
      }
    }
    return counts;
  }

  private LatencyHistogram histogram() {
    LatencyHistogram histogram = new LatencyHistogram();
    long unit = new long[] {1, 7, 100, 1000, 2500, 10_000}[random.nextInt(6)];
    boolean wild = random.nextInt(10) == 0;
    for (int i = random.nextInt(30); i > 0; i--) {
      long count =
          wild
              ? random.nextLong() >> random.nextInt(64)
              : random.nextInt(20) == 0 ? 833 : unit * random.nextInt(5);
      histogram.addToBin(random.nextInt(LatencyHistogram.BINS), count);
    }
    return histogram;
  }

  Witness witness() {
    return new Witness(
        random.nextInt(100),
        random.nextInt(10_000),
        random.nextInt(65),
        random.nextInt(65),
        random.nextBoolean(),
        random.nextBoolean() ? 1 : random.nextDouble(),
        random.nextBoolean() ? 1 : random.nextDouble());
  }

  private ProbeResult probe() {
    ProbeResult.Outcome[] outcomes = ProbeResult.Outcome.values();
    Instant started = AT.plusNanos(random.nextInt());
    return new ProbeResult(
        "vantage-" + random.nextInt(3),
        random.nextBoolean() ? Optional.of("region-1") : Optional.empty(),
        service,
        "cdn-" + random.nextInt(4),
        "probe",
        outcomes[random.nextInt(outcomes.length)],
        started,
        started.plusMillis(random.nextInt(5000)),
        random.nextBoolean()
            ? Optional.of(
                new ProbeResult.LiveEdge(
                    random.nextLong(),
                    Duration.ofSeconds(4),
                    Duration.ofMillis(random.nextInt(9000)),
                    random.nextInt(5),
                    random.nextBoolean()))
            : Optional.empty(),
        "what came of it: é " + random.nextInt());
  }

  Heard heard() {
    List<CellDigest> digests = new ArrayList<>();
    SortedMap<Cell, Long> viewers = new TreeMap<>();
    SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      digests.add(
          new CellDigest(
              cell(), counts(), random.nextBoolean() ? counts() : new Counts(), histogram()));
      viewers.put(cell(), random.nextLong() >> (20 + random.nextInt(44)));
      witnesses.put(cell(), witness());
    }
    List<ProbeResult> probes = new ArrayList<>();
    List<ClientDigest> clients = new ArrayList<>();
    List<TrialDigest> trials = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      probes.add(probe());
      clients.add(new ClientDigest(cell(), "app:x/" + random.nextInt(9), counts()));
      trials.add(new TrialDigest(group(), random.nextBoolean(), counts()));
    }
    return new Heard(digests, probes, viewers, witnesses, clients, trials);
  }

  SortedMap<Group, Crowd> crowds() {
    SortedMap<Group, Crowd> crowds = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Crowd.Counter counter = new Crowd.Counter(random.nextInt(3));
      for (int n = random.nextInt(3000); n > 0; n--) {
        counter.add(random.nextLong());
      }
      crowds.put(group(), counter.crowd());
    }
    return crowds;
  }

  NodeReport report(String node, long boot, long number) {
    return new NodeReport(
        node,
        boot,
        number,
        service,
        heard(),
        random.nextBoolean() ? Optional.of(crowds()) : Optional.empty());
  }
}
