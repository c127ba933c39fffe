package dev.tidegate.api.redis;

import static dev.tidegate.api.redis.RedisProcess.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.store.StoreException;
import io.lettuce.core.ScriptOutputType;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The laws of {@link RedisLink}.
 *
 * <ol>
 *   <li>A link is made whether or not somebody answers, and works when somebody does.
 *   <li>A call goes to the master of its key: alone, by Sentinel, in a Cluster.
 *   <li>A call ends within its deadline; after some that failed, at once; a return is noticed.
 *   <li>Nothing is sent twice.
 *   <li>What the server refuses is told in a sentence, and does not shut reads out.
 *   <li>A channel is heard again after the server was away, and the listener is told.
 * </ol>
 */
class RedisLinkTest {
  /** Patient: what is measured here is order, not speed. */
  private static final LinkOptions PATIENT =
      new LinkOptions(Duration.ofSeconds(5), Duration.ofSeconds(5), 64);

  @TempDir Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void set(RedisLink link, String key, String value) {
    assertThat(link.<String>call(key, "set", r -> r.set(key, bytes(value)))).isEqualTo("OK");
  }

  private static String get(RedisLink link, String key) {
    return new String(link.call(key, "get", r -> r.get(key)), StandardCharsets.UTF_8);
  }

  private static boolean works(RedisLink link) {
    try {
      set(link, "{t}:works", "yes");
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  // 1

  @Test
  void aLinkIsMadeWithoutAServerAndFindsItLater() {
    int port = RedisProcess.freePort();
    try (RedisLink link = new RedisLink("redis://127.0.0.1:" + port, PATIENT)) {
      assertThatThrownBy(() -> get(link, "a"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("cannot be reached");
      try (RedisProcess _ = RedisProcess.startAt(directory, port)) {
        until(() -> works(link), "the link to find the server");
        assertThat(link.place("{t}:works")).isEqualTo("127.0.0.1:" + port);
      }
    }
  }

  @Test
  void aUriThatCannotBeReadIsRefusedWithoutShowingIt() {
    for (String uri :
        List.of("http://u:secret@h", "redis-sentinel://secret@h", "", "redis-cluster://")) {
      assertThatThrownBy(() -> new RedisLink(uri, PATIENT).close())
          .as(uri)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void theNameOfTheMasterIsReadInEitherForm() {
    for (String end : List.of("#m", "?sentinelMasterId=m", "/0?timeout=1s&sentinelmasterid=m")) {
      RedisSeeds seeds = RedisSeeds.parse("redis-sentinel://h1,h2:26379" + end);
      assertThat(seeds.group()).as(end).isEqualTo("m");
      assertThat(seeds.nodes()).as(end).hasSize(2);
    }
  }

  // 2

  @Test
  void sentinelsLeadToTheNewMaster() {
    try (RedisGroup group = RedisGroup.sentinel(directory);
        RedisLink link = new RedisLink(group.uri(), PATIENT)) {
      set(link, "{t}:a", "1");
      assertThat(link.replicas("{t}:a")).isEqualTo(1);
      assertThat(link.<Long>call("{t}:a", "wait", r -> r.waitForReplication(1, 5_000)))
          .isEqualTo(1);
      group.server(0).kill();
      until(() -> works(link), "the link to find the new master");
      assertThat(link.place("{t}:a")).isEqualTo("127.0.0.1:" + group.server(1).port());
      assertThat(get(link, "{t}:a")).isEqualTo("1");
      assertThat(link.replicas("{t}:a")).isZero();
    }
  }

  @Test
  void aMasterThatBecameAReplicaIsLeft() {
    try (RedisGroup group = RedisGroup.sentinel(directory);
        RedisLink link = new RedisLink(group.uri(), PATIENT)) {
      set(link, "{t}:a", "1");
      group.sentinel(0).say("SENTINEL FAILOVER " + RedisGroup.NAME);
      until(
          () -> link.place("{t}:a").endsWith(":" + group.server(1).port()) || !works(link),
          "the failover");
      until(() -> works(link), "the new master to take writes");
      assertThat(get(link, "{t}:a")).isEqualTo("1");
    }
  }

  @Test
  void inAClusterEachKeyHasItsMaster() {
    try (RedisGroup group = RedisGroup.cluster(directory)) {
      // A plain URI of one node too: what it says of itself decides.
      for (String uri : List.of(group.uri(), group.server(1).uri())) {
        try (RedisLink link = new RedisLink(uri, PATIENT)) {
          for (int i = 0; i < 30; i++) {
            set(link, "k" + i, "v" + i);
          }
          for (int i = 0; i < 30; i++) {
            assertThat(get(link, "k" + i)).isEqualTo("v" + i);
          }
        }
      }
      for (int i = 0; i < 3; i++) {
        assertThat(group.server(i).say("DBSIZE")).isNotEqualTo(":0");
      }
    }
  }

  // 3

  @Test
  void aServerThatHangsCostsADeadlineAndThenNothing() {
    Duration deadline = Duration.ofMillis(150);
    try (RedisProcess server = RedisProcess.start(directory);
        RedisLink link =
            new RedisLink(server.uri(), new LinkOptions(deadline, Duration.ofSeconds(5), 64))) {
      until(() -> works(link), "the first connection");
      server.pause();
      for (int i = 0; i < 3; i++) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> get(link, "{t}:works")).isInstanceOf(StoreException.class);
        // The driver's own work is in it, on a machine that has other work: hence the room.
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isLessThan(deadline.plusMillis(600));
      }
      assertThatThrownBy(() -> get(link, "{t}:works"))
          .hasMessageContaining("tried again within 500 ms");
      assertThat(link.stats().answers()).isFalse();
      assertThat(link.stats().shut()).isPositive();
      server.resume();
      until(() -> works(link), "the link to notice the return");
      assertThat(link.stats().answers()).isTrue();
    }
  }

  // 4

  @Test
  void whatHadNoAnswerIsNotSentAgain() {
    try (RedisProcess server = RedisProcess.start(directory);
        RedisLink link = new RedisLink(server.uri(), PATIENT.within(Duration.ofMillis(300)))) {
      until(() -> works(link), "the first connection");
      server.pause();
      assertThatThrownBy(() -> link.call("n", "count", r -> r.incr("n")))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("whether it was done is not known (count)");
      server.resume();
      until(() -> works(link), "the link to notice the return");
      assertThat(server.say("GET n")).as("at most once").isIn("1", "$-1");
    }
  }

  @Test
  void aChannelThatClosesUnderACommandIsALostConnection() {
    try (RedisProcess server = RedisProcess.start(directory);
        RedisLink link = new RedisLink(server.uri(), PATIENT)) {
      assertThatThrownBy(
              () ->
                  link.call(
                      "n",
                      "count",
                      _ -> CompletableFuture.failedFuture(new ClosedChannelException())))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.mayBeDone()).isTrue());
      until(() -> works(link), "another connection");
    }
  }

  @Test
  void aScriptIsSentByItsDigestAndWholeWhereItIsNotKnown() {
    RedisScript script =
        RedisScript.of("return redis.call('INCR', KEYS[1])", ScriptOutputType.INTEGER);
    try (RedisProcess server = RedisProcess.start(directory);
        RedisLink link = new RedisLink(server.uri(), PATIENT)) {
      for (long n = 1; n <= 4; n++) {
        if (n == 3) {
          server.say("SCRIPT FLUSH");
        }
        assertThat(link.<Long>call("n", "run", r -> script.run(r, List.of("n")))).isEqualTo(n);
      }
    }
  }

  // 5

  @Test
  void whatIsRefusedIsToldAndReadsGoOn() {
    try (RedisProcess server = RedisProcess.start(directory);
        RedisLink link = new RedisLink(server.uri(), PATIENT)) {
      set(link, "a", "1");
      server.say("CONFIG SET maxmemory 1");
      for (int i = 0; i < 6; i++) {
        assertThatThrownBy(() -> set(link, "a", "2"))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("out of memory (maxmemory)");
        assertThat(get(link, "a")).isEqualTo("1");
      }
      server.say("CONFIG SET maxmemory 0");
      server.say("REPLICAOF 127.0.0.1 " + RedisProcess.freePort());
      assertThatThrownBy(() -> set(link, "a", "2")).hasMessageContaining("read-only replica");
      server.say("REPLICAOF NO ONE");
      set(link, "a", "3");
      assertThat(link.stats().refusals()).isEqualTo(7);
    }
  }

  @Test
  void aWrongPasswordIsTold() {
    try (RedisProcess server = RedisProcess.start(directory)) {
      server.say("CONFIG SET requirepass good");
      String wrong = server.uri().replace("redis://", "redis://:bad@");
      try (RedisLink link = new RedisLink(wrong, PATIENT)) {
        // The driver may see the connection closed before it has read why: then the next call
        // tells.
        RedisProcess.until(
            () -> refusal(link).contains("password of store.uri"), "the wrong password to be told");
      }
      String right = server.uri().replace("redis://", "redis://:good@");
      try (RedisLink link = new RedisLink(right, PATIENT)) {
        set(link, "a", "1");
      }
    }
  }

  private static String refusal(RedisLink link) {
    try {
      get(link, "a");
      return "";
    } catch (StoreException e) {
      return String.valueOf(e.getMessage());
    }
  }

  // 6

  @Test
  void aChannelIsHeardAgainAfterTheServerWasAway() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    AtomicInteger back = new AtomicInteger();
    try (RedisProcess server = RedisProcess.start(directory);
        RedisLink link = new RedisLink(server.uri(), PATIENT)) {
      link.subscribe(
          "{t}:news",
          message -> heard.add(new String(message, StandardCharsets.UTF_8)),
          back::incrementAndGet);
      until(() -> back.get() == 1, "the subscription");
      assertThat(server.say("PUBLISH {t}:news one")).isEqualTo(":1");
      until(() -> heard.contains("one"), "the first message");
      server.kill();
      server.start();
      until(() -> back.get() >= 2, "the subscription to come back");
      server.say("PUBLISH {t}:news two");
      until(() -> heard.contains("two"), "the second message");
      assertThat(heard).containsExactly("one", "two");
    }
  }
}
