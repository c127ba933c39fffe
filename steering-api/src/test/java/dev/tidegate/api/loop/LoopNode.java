package dev.tidegate.api.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.nodes.MemoryCommons;
import dev.tidegate.api.nodes.MemoryPlace;
import dev.tidegate.api.store.Store;
import dev.tidegate.engine.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One of the nodes of a test: a real loop over a store in memory, a third of the viewers. */
final class LoopNode implements AutoCloseable {
  private static final double VIEWERS_A_PLACE = 350;

  final String name;
  final MemoryCommons commons;
  final SeededAudience audience;
  final SteeringLoop loop;
  private final HandTimeline time = new HandTimeline();
  private final List<SteeringSnapshot> applied = new ArrayList<>();
  private boolean killed;
  private int second;

  LoopNode(String name, long boot, Path directory, MemoryPlace place, Store store)
      throws Exception {
    this(name, boot, directory, place, store, MemoryCommons.Way.OPEN);
  }

  LoopNode(
      String name, long boot, Path directory, MemoryPlace place, Store store, MemoryCommons.Way way)
      throws Exception {
    Files.createDirectories(directory);
    this.name = name;
    commons = new MemoryCommons(place);
    commons.way(way);
    AtomicReference<SteeringLoop> late = new AtomicReference<>();
    audience =
        new SeededAudience(
            boot, VIEWERS_A_PLACE, () -> Objects.requireNonNull(late.get()).snapshot());
    loop =
        new SteeringLoop(
            new Makings(
                new ConfigLoader(Map.of())
                    .load(
                        """
                    regions: {in-west: {}, in-south: {}}
                    networks: {jio: {asns: [55836]}}
                    services:
                      live:
                        ttl: 5s
                        cdns:
                          cdn-a: {base-url: "https://a.example.com", weight: 50, capacity: 6000 viewers}
                          cdn-b: {base-url: "https://b.example.com", weight: 30, capacity: 6000 viewers}
                          cdn-c: {base-url: "https://c.example.com", weight: 20, capacity: 6000 viewers}
                    """
                            .getBytes(UTF_8),
                        Path.of("tidegate.yaml")),
                store,
                audience,
                time,
                EngineFunctions.REAL,
                Decision::text,
                List::of,
                SteeringLoop.Pace.DESIGNED),
            commons,
            new NodeTerms(name, "127.0.0.1:0", boot, "test", directory),
            () -> {});
    late.set(loop);
    loop.listen(
        new StepListener() {
          @Override
          public void stepped(Stepped stepped) {
            note();
          }

          @Override
          public void followed(Instant at, boolean changed) {
            note();
          }
        });
  }

  private void note() {
    SteeringSnapshot now = loop.snapshot();
    if (applied.isEmpty() || !applied.getLast().version().equals(now.version())) {
      applied.add(now);
    }
  }

  void start() {
    loop.start();
  }

  void advance(Duration by) {
    if (second++ % 2 == 0) {
      audience.probes(time.instant()).forEach(loop::offer);
    }
    time.advance(by);
  }

  /** Time passes in which it is not running. */
  void passed(Duration by) {
    time.pass(by);
  }

  /** Its clock is set. */
  void jump(Duration by) {
    time.jump(by);
  }

  Company.Role role() {
    return loop.company().orElseThrow().role();
  }

  NodeStats stats() {
    return loop.nodeStats().orElseThrow();
  }

  /** Waits until what runs beside the loop is done. */
  void settle() {
    CountDownLatch done = new CountDownLatch(1);
    loop.aside(done::countDown);
    try {
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** No version went back, and none meant two contents. */
  void assertOnlyRose() {
    Map<String, String> hashes = new HashMap<>();
    Version last = applied.getFirst().version();
    for (SteeringSnapshot snapshot : applied) {
      Version version = snapshot.version();
      assertThat(version).as(name).isGreaterThanOrEqualTo(last);
      String before = hashes.putIfAbsent(version.epoch() + "." + version.seq(), version.hash());
      assertThat(before == null || before.equals(version.hash())).as(name + " " + version).isTrue();
      last = version;
    }
  }

  /** Ends as by {@code kill -9}: nothing is given back or saved. */
  void kill() {
    killed = true;
    commons.way(MemoryCommons.Way.CUT);
    time.close();
  }

  @Override
  public void close() {
    if (!killed) {
      loop.close();
    }
  }
}
