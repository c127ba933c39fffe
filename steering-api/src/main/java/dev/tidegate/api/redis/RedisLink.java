package dev.tidegate.api.redis;

import dev.tidegate.api.store.StoreException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The connection to Redis or Valkey: stand-alone, by Sentinel, or a Cluster. Blocking calls, each
 * to the one master of its key, each within a deadline. Thread-safe. Made without connecting: a
 * Redis that is away makes calls fail, never the making of a link.
 *
 * <p>Nothing is sent twice by itself, but for one case: a server that says it is not the master has
 * not done what it was asked, and the one that is gets the call then. After a deadline or a lost
 * connection it is not known whether something was done: the exception says so, the connection is
 * left, and the next call makes another, to whoever is the master then. After {@code 3} such
 * failures in a row calls fail at once, and one each half second tries.
 *
 * <p>A {@code WAIT} holds up whatever else uses the connection: who waits for replicas has a link
 * of its own.
 */
public final class RedisLink implements AutoCloseable {
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final Pattern REPLICA = Pattern.compile("slave\\d+:[^\\r\\n]*state=online");

  private final LinkOptions options;
  private final Wire wire;
  private final Lines lines;
  private final RedisSeeds seeds;
  private final Map<Integer, Shard> shards = new ConcurrentHashMap<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Bulkhead bulkhead;
  private final CallCounts counts = new CallCounts();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Masters masters;

  /**
   * @param uri {@code redis://}, {@code rediss://}, {@code redis-sentinel://h1,h2#group}, {@code
   *     redis-cluster://h1:p1,h2:p2}; a {@code redis://} may lead to a node of a cluster
   * @throws IllegalArgumentException if the URI cannot be read; not because nobody answers there
   */
  public RedisLink(String uri, LinkOptions options) {
    this.options = options;
    seeds = RedisSeeds.parse(uri);
    wire = new Wire(options.connect());
    lines = new Lines(wire, options.connect());
    masters =
        switch (seeds.kind()) {
          case ALONE -> new PlainMasters(seeds, lines);
          case SENTINEL -> new SentinelMasters(seeds, wire, options.connect());
          case CLUSTER -> new ClusterMasters(seeds, lines);
        };
    bulkhead =
        Bulkhead.of(
            "redis",
            BulkheadConfig.custom()
                .maxConcurrentCalls(options.concurrent())
                .maxWaitDuration(Duration.ZERO)
                .build());
    if (seeds.kind() == RedisSeeds.Kind.SENTINEL) {
      Thread.ofVirtual().name("redis-sentinels").start(this::watch);
    }
  }

  /**
   * Asks the master of {@code key}.
   *
   * @param key decides which master; the call's keys are of its slot
   * @param what is done, for people: "publish the snapshot"
   * @throws StoreException if it could not be done, or if that is not known
   */
  public <T> T call(String key, String what, RedisCall<T> call) {
    return call(key, what, options.deadline(), call);
  }

  /** The same with another deadline. */
  public <T> T call(String key, String what, Duration deadline, RedisCall<T> call) {
    counts.called();
    if (!bulkhead.tryAcquirePermission()) {
      counts.busy();
      throw new StoreException(
          "more than " + options.concurrent() + " calls to Redis at once (" + what + ")");
    }
    try {
      return new Attempt<T>(shard(key), what, deadline, options.connect(), counts).run(call);
    } finally {
      bulkhead.onComplete();
    }
  }

  private Shard shard(String key) {
    return shards.computeIfAbsent(masters.slot(key), this::made);
  }

  private Shard made(int slot) {
    return new Shard(slot, masters, lines);
  }

  /** How many replicas of the key's master are connected and in step. */
  public int replicas(String key) {
    String info = call(key, "count replicas", redis -> redis.info("replication"));
    return replicasIn(info);
  }

  /** What {@code INFO replication} says of it. */
  static int replicasIn(String info) {
    Matcher replica = REPLICA.matcher(info);
    int found = 0;
    while (replica.find()) {
      found++;
    }
    return found;
  }

  /**
   * Hears a channel from now on, whatever becomes of connections, until the link is closed. What is
   * said while there is none is missed.
   *
   * @param channel decides which master, as a key does
   * @param who is told, one message after the other, on a thread of this link's; may block, but
   *     what it is too slow for is missed
   * @param reconnected is told, on the same thread, each time that something may have been missed:
   *     at the beginning too
   */
  public void subscribe(String channel, Consumer<byte[]> who, Runnable reconnected) {
    subscriptions.add(
        new Subscription(
            channel, () -> masters.of(masters.slot(channel)), wire, options, who, reconnected));
  }

  /** Follows a failover though the old master still answers us: sentinels may not reach it. */
  private void watch() {
    try {
      while (!closed.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
        if (!masters.stillSo()) {
          shards.values().forEach(Shard::leave);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where the key's master was last found, as {@code host:port}; empty if it never was. */
  public String place(String key) {
    Shard shard = shards.get(masters.slot(key));
    return shard == null ? "" : shard.place();
  }

  /** How things went until now. */
  public LinkStats stats() {
    return counts.stats(wire.made());
  }

  @Override
  public void close() {
    closed.countDown();
    subscriptions.forEach(Subscription::close);
    wire.close(); // and every connection with it
  }
}
