package dev.tidegate.api.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.nodes.Commons.LogEntry;
import dev.tidegate.api.nodes.Commons.Sign;
import dev.tidegate.api.nodes.Lease;
import dev.tidegate.api.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The laws on one server; and what it holds that is not ours. */
class RedisCommonsTest extends RedisCommonsContract {
  private static final Duration LONG = Duration.ofMinutes(10);

  @Override
  Servers serve(Path directory) {
    RedisProcess server = RedisProcess.start(directory);
    return new Servers(server.uri(), server, server::close);
  }

  private void put(String key, String value) {
    String done = first.call(key, "put", r -> r.set(key, bytes(value)));
    assertThat(done).isEqualTo("OK");
  }

  @Test
  void anEntryThatIsTooLargeIsRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> a.append("live", new byte[BOUNDS.entryBytes() + 1]))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("live")
        .hasMessageContaining("" + (BOUNDS.entryBytes() + 1))
        .hasMessageContaining("" + BOUNDS.entryBytes());
    a.append("live", new byte[BOUNDS.entryBytes()]);
  }

  @Test
  void decisionsBeyondTheBoundAreDroppedOldestFirst() {
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    for (int seq = 1; seq <= 3; seq++) {
      a.publish(lease, Decided.of(lease.epoch(), seq, 40), bytes("news"));
    }
    assertThat(decisions()).hasSize(50).startsWith("{\"n\":3039}").endsWith("{\"n\":2030}");
    a.publish(lease, Decided.of(lease.epoch(), 4, 70), bytes("news"));
    assertThat(decisions()).hasSize(50).startsWith("{\"n\":4069}").endsWith("{\"n\":4020}");
  }

  @Test
  void whatIsNotOursIsPassedOver() {
    put(keys().version(), "9.x");
    put(keys().snapshot(), "s");
    put(keys().memory(), "m");
    assertThat(a.published()).isEmpty();
    Sign sign = new Sign("a", "", 1, version(1, 1), false, 5, "1");
    a.pulse(sign);
    Map<String, byte[]> foreign = Map.of("x", bytes("1\n2"), "y", bytes(""), "z", bytes("\n1\n\n"));
    String nodes = keys().nodes();
    long put = first.call(nodes, "put", r -> r.hset(nodes, foreign));
    assertThat(put).isEqualTo(3);
    assertThat(a.nodes(LONG)).containsExactly(sign);
    String log = keys().heard("live");
    Map<String, byte[]> entry = Map.of("k", bytes("v"), "l", bytes("w"));
    String id = first.call(log, "put", r -> r.xadd(log, entry));
    assertThat(id).isNotEmpty();
    a.append("live", bytes("ours"));
    assertThat(a.read("live", Optional.empty(), LONG, 10)).hasSize(1);
    Lease lease = a.acquire("a", 0, LONG).orElseThrow();
    a.publish(lease, publication(lease.epoch(), 1), bytes("news"));
    assertThat(a.published().orElseThrow().version()).isEqualTo(version(lease.epoch(), 1));
  }

  @Test
  void anEpochThatIsNoNumberCountsAsNoneAndIsPutRight() {
    put(keys().epoch(), "many");
    Sign sign = new Sign("a", "", 1, version(1, 1), false, 5, "1");
    assertThat(a.pulse(sign).epoch()).isZero();
    assertThat(a.acquire("a", 4, LONG).orElseThrow().epoch()).isEqualTo(5);
    assertThat(a.pulse(sign).epoch()).isEqualTo(5);
  }

  @Test
  void anEpochThatCannotBeCountedExactlyIsRefused() {
    assertThatThrownBy(() -> a.raise(1L << 53)).isInstanceOf(IllegalArgumentException.class);
    a.raise((1L << 53) - 1);
    assertThatThrownBy(() -> a.acquire("a", 0, LONG))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("beyond what can be counted");
  }

  @Test
  void moreNodesThanTheBoundAreNotKeptButAnswered() {
    for (int i = 0; i < BOUNDS.nodes() + 5; i++) {
      a.pulse(new Sign("n" + i, "", 1, version(1, 1), false, 5, "1"));
    }
    assertThat(a.nodes(LONG)).hasSize(BOUNDS.nodes());
  }

  @Test
  void aReaderAheadOfALogThatWasLostInPartReadsTheRecentAgain() {
    a.append("live", bytes("kept"));
    LogEntry kept = a.read("live", Optional.empty(), LONG, 1).getFirst();
    Optional<String> ahead = Optional.of((kept.at() + 60_000) + "-3");
    List<LogEntry> again = a.read("live", ahead, LONG, 10);
    assertThat(again).hasSize(1);
    assertThat(new String(again.getFirst().body(), StandardCharsets.UTF_8)).isEqualTo("kept");
    assertThat(a.read("live", Optional.of(kept.id()), LONG, 10)).isEmpty();
  }

  @Test
  void aServiceThatHasGoneLeavesNothing() {
    a.append("live", bytes("x"));
    String log = keys().heard("live");
    long left = first.call(log, "ttl", r -> r.pttl(log));
    assertThat(left).isBetween(1L, BOUNDS.kept().toMillis());
  }

  @Test
  void aNameMayHoldAnything() {
    String node = "a b\n{c} \u0000ä";
    Lease lease = a.acquire(node, 0, LONG).orElseThrow();
    Sign sign = new Sign(node, "x", 1, version(1, 1), true, 5, "1");
    assertThat(b.pulse(sign).leader()).contains(node);
    assertThat(b.nodes(LONG)).containsExactly(sign);
    assertThat(a.renew(lease, LONG)).isTrue();
  }
}
