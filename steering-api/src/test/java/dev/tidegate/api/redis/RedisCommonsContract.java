package dev.tidegate.api.redis;

import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.nodes.CommonsContract;
import dev.tidegate.api.store.Store.StoredDecision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The laws of Commons on real servers, which stand for all tests of a class; each test has keys of
 * its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedisCommonsContract extends CommonsContract {
  /** Patient: what is measured here is order, not speed. */
  static final LinkOptions PATIENT =
      new LinkOptions(Duration.ofSeconds(20), Duration.ofSeconds(20), 64);

  static final CommonsBounds BOUNDS =
      new CommonsBounds(LOG_BOUND, Duration.ofMinutes(10), 1 << 20, 50, 16);

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger tests = new AtomicInteger();
  private String prefix = "t0";
  Servers servers;
  RedisLink first;
  RedisLink second;

  /**
   * @param first one that can be killed
   * @param close stops them all
   */
  record Servers(String uri, RedisProcess first, Runnable close) {}

  /** Starts them. */
  abstract Servers serve(Path directory);

  @BeforeAll
  void connect(@TempDir Path directory) {
    servers = serve(directory);
    first = new RedisLink(servers.uri(), PATIENT);
    second = new RedisLink(servers.uri(), PATIENT);
  }

  @AfterAll
  void disconnect() {
    first.close();
    second.close();
    servers.close().run();
  }

  @Override
  protected Commons open() {
    int number = opened.getAndIncrement();
    if (number % 2 == 0) {
      prefix = "t" + tests.incrementAndGet();
    }
    return commons(number % 2 == 0 ? first : second);
  }

  RedisCommons commons(RedisLink link) {
    return new RedisCommons(link, prefix, BOUNDS, UUID.randomUUID().toString());
  }

  RedisKeys keys() {
    return new RedisKeys(prefix);
  }

  /** Until the server's clock says so: the machine's may run otherwise. */
  @Override
  protected void pass(Duration time) {
    long until = serverTime() + time.toMillis() + 1;
    until(() -> serverTime() >= until);
  }

  private long serverTime() {
    List<byte[]> time = first.call(keys().lease(), "time", redis -> redis.time());
    return number(time.get(0)) * 1000 + number(time.get(1)) / 1000;
  }

  private static long number(byte[] text) {
    return Long.parseLong(new String(text, StandardCharsets.UTF_8));
  }

  @Override
  protected List<String> decisions() {
    String key = keys().decisions();
    List<byte[]> kept = first.call(key, "decisions", redis -> redis.lrange(key, 0, -1));
    return kept.stream().map(StoredForms::decision).map(StoredDecision::json).toList();
  }
}
