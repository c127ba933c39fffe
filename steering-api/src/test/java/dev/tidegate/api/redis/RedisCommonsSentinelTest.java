package dev.tidegate.api.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.nodes.Commons.Outcome;
import dev.tidegate.api.nodes.Lease;
import dev.tidegate.api.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The laws on a master that Sentinel names; at last it dies, and nodes meet at the replica. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisCommonsSentinelTest extends RedisCommonsContract {
  private static final Duration LEASE = Duration.ofSeconds(3);

  @Override
  Servers serve(Path directory) {
    RedisGroup group = RedisGroup.sentinel(directory);
    return new Servers(group.uri(), group.server(0), group::close);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void whenTheMasterDiesNodesMeetAtTheReplica() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    b.listen(news -> heard.add(new String(news, StandardCharsets.UTF_8)));
    until(() -> !heard.isEmpty());
    Lease before = a.acquire("a", 0, LEASE).orElseThrow();
    assertThat(a.publish(before, publication(before.epoch(), 1), bytes("one")))
        .isEqualTo(Outcome.DONE);
    until(() -> heard.contains("one"));
    servers.first().kill();
    Lease after = acquired(before.epoch());
    assertThat(after.epoch()).isGreaterThan(before.epoch());
    // Who listens is told that something may have been missed, and then hears again.
    until(() -> heard.stream().filter(String::isEmpty).count() >= 2);
    assertThat(b.publish(after, publication(after.epoch(), 1), bytes("two")))
        .isEqualTo(Outcome.DONE);
    until(() -> heard.contains("two"));
    assertThat(a.published().orElseThrow().version()).isEqualTo(version(after.epoch(), 1));
  }

  /** As a node does: it asks again until it has it. */
  private Lease acquired(long seen) {
    Queue<Lease> got = new ConcurrentLinkedQueue<>();
    until(
        () -> {
          try {
            Optional<Lease> lease = b.acquire("b", seen, Duration.ofMinutes(1));
            lease.ifPresent(got::add);
          } catch (StoreException e) {
            return false; // not yet
          }
          return !got.isEmpty();
        });
    return got.remove();
  }
}
