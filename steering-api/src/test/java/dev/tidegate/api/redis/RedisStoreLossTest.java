package dev.tidegate.api.redis;

import static dev.tidegate.api.redis.RedisProcess.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.model.OperatorOverride;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes write all the time while a Redis without any persistence is killed and started again,
 * empty, again and again: whatever was acknowledged is there in the end, once, with its audit
 * entry, in a chain that verifies.
 */
class RedisStoreLossTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");
  private static final LinkOptions OPTIONS =
      new LinkOptions(Duration.ofSeconds(1), Duration.ofSeconds(5), 64);
  private static final int KILLS = 5;

  @TempDir Path directory;

  private RedisStore node(RedisProcess redis, String name, long seed) {
    return RedisStore.open(
        redis.uri(),
        "tide",
        directory.resolve(name),
        OPTIONS,
        InstantSource.fixed(NOW),
        new Random(seed));
  }

  /** Adds and ends until told to stop; gives what stands of it, as far as it was acknowledged. */
  private static List<String> write(RedisStore node, Random random, AtomicBoolean stop) {
    List<String> standing = new ArrayList<>();
    while (!stop.get()) {
      try {
        if (standing.isEmpty() || random.nextInt(3) > 0) {
          standing.add(node.addOverride(RedisStoreLossTest::drain, o -> draft("add " + o.id())).id());
        } else {
          // Not acknowledged, or lost and not put back yet: it may be ended or not.
          String id = standing.remove(random.nextInt(standing.size()));
          Optional<OperatorOverride> _ =
              node.endOverride(id, NOW.plusSeconds(1), o -> draft("end " + o.id()));
        }
      } catch (StoreException e) {
        node.stats(); // not acknowledged: no promise was made
      }
    }
    return standing;
  }

  private static OperatorOverride drain(String id) {
    return new OperatorOverride(
        id,
        Optional.empty(),
        Optional.empty(),
        new OperatorOverride.Drain("a"),
        NOW,
        NOW,
        NOW.plusSeconds(3_600),
        "ops",
        "because");
  }

  private static Store.AuditDraft draft(String reason) {
    return new Store.AuditDraft(NOW, "ops", "put", "override", reason, "null", "{}");
  }

  @Test
  void whatWasAcknowledgedIsThereInTheEnd() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AtomicBoolean stop = new AtomicBoolean();
    try (RedisProcess redis = RedisProcess.start(directory.resolve("redis"));
        RedisStore one = node(redis, "one", random.nextLong());
        RedisStore two = node(redis, "two", random.nextLong());
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<String>>> writers = new ArrayList<>();
      for (RedisStore node : List.of(one, one, two, two)) {
        Random own = new Random(random.nextLong());
        writers.add(threads.submit(() -> write(node, own, stop)));
      }
      for (int i = 0; i < KILLS; i++) {
        int some = 1 + random.nextInt(10);
        until(() -> written(one) >= some, some + " writes since the start");
        redis.kill();
        redis.start();
        if (random.nextBoolean()) {
          until(() -> putBack(one), "one to put back while others write");
        }
      }
      stop.set(true);
      List<String> standing = new ArrayList<>();
      for (Future<List<String>> writer : writers) {
        standing.addAll(writer.get());
      }
      until(() -> putBack(one) && putBack(two), "both to put back");
      String told = "seed " + seed + ", " + standing.size() + " overrides stand";
      assertThat(one.verifyAudit().ok()).as(told).isTrue();
      assertThat(one.overrides(NOW.plusSeconds(2)))
          .as(told)
          .extracting(OperatorOverride::id)
          .containsAll(standing)
          .doesNotHaveDuplicates();
      List<String> reasons =
          one.audit(Optional.empty(), 100_000, Optional.empty()).stream()
              .map(entry -> entry.entry().reason().replaceAll(" \\[put back.*", ""))
              .toList();
      assertThat(reasons).as(told).doesNotHaveDuplicates();
      assertThat(reasons).as(told).containsAll(standing.stream().map(id -> "add " + id).toList());
      assertThat(standing).as(told).isNotEmpty();
    }
  }

  private static long written(RedisStore node) {
    try {
      return node.audit(Optional.empty(), 100, Optional.empty()).size();
    } catch (StoreException e) {
      return 0;
    }
  }

  private static boolean putBack(RedisStore node) {
    try {
      node.putBack();
      return !node.forgotten();
    } catch (StoreException e) {
      return false;
    }
  }
}
