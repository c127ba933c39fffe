package dev.tidegate.api.redis;

import dev.tidegate.api.store.StoreException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The way to one slot's master: a connection that is made when wanted, and a circuit breaker. */
final class Shard {
  /** So many failures in a row open the circuit: one or two may be a failover or a slow moment. */
  private static final int FAILURES = 3;

  /** A return is noticed within this and a call: half a tick. */
  static final Duration REST = Duration.ofMillis(500);

  private final int slot;
  private final Masters masters;
  private final Lines lines;
  private final CircuitBreaker breaker;
  private volatile @Nullable StatefulRedisConnection<String, byte[]> standing;
  private volatile String place = "";
  private volatile boolean tried;
  private volatile String lastFailure = "";
  // Guarded by this.
  private @Nullable CompletableFuture<StatefulRedisConnection<String, byte[]>> coming;

  Shard(int slot, Masters masters, Lines lines) {
    this.slot = slot;
    this.masters = masters;
    this.lines = lines;
    breaker =
        CircuitBreaker.of(
            "redis-" + slot,
            CircuitBreakerConfig.custom()
                .slidingWindowSize(FAILURES)
                .minimumNumberOfCalls(FAILURES)
                .failureRateThreshold(100)
                .waitDurationInOpenState(REST)
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  /** Whether it was connected once, or failed to: before that, a caller may be more patient. */
  boolean tried() {
    return tried;
  }

  /** Why the last call failed that had no answer. */
  String lastFailure() {
    return lastFailure;
  }

  /** Remembers it, for those who are not even let through. */
  void failed(Throwable why) {
    lastFailure = String.valueOf(why.getMessage());
  }

  /** The master's address as last known; empty before it was. */
  String place() {
    return place;
  }

  /**
   * The connection, waited for as long as {@code patience}; the making goes on beyond that.
   *
   * @throws StoreException if there is none
   */
  StatefulRedisConnection<String, byte[]> connection(Duration patience)
      throws TimeoutException, InterruptedException {
    StatefulRedisConnection<String, byte[]> now = standing;
    if (now != null && now.isOpen()) {
      return now;
    }
    try {
      return connecting().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException known) {
        // Thrown anew: each caller's trace is its own.
        throw new StoreException(String.valueOf(known.getMessage()), known);
      }
      throw new StoreException("Redis cannot be reached: " + e.getCause(), e);
    }
  }

  private synchronized CompletableFuture<StatefulRedisConnection<String, byte[]>> connecting() {
    CompletableFuture<StatefulRedisConnection<String, byte[]>> already = coming;
    if (already != null) {
      return already;
    }
    CompletableFuture<StatefulRedisConnection<String, byte[]>> begun = new CompletableFuture<>();
    coming = begun;
    Thread.ofVirtual().name("redis-connect").start(() -> connect(begun));
    return begun;
  }

  private void connect(CompletableFuture<StatefulRedisConnection<String, byte[]>> begun) {
    try {
      RedisURI uri = masters.of(slot);
      if (masters.mustProve() && !isMaster(uri)) {
        throw new StoreException("Redis " + Wire.name(uri) + " is not the master yet, or no more");
      }
      StatefulRedisConnection<String, byte[]> made = lines.open(uri);
      place = Wire.name(uri);
      standing = made;
      done();
      begun.complete(made);
    } catch (RuntimeException e) {
      masters.doubt();
      done();
      begun.completeExceptionally(e);
    }
  }

  private synchronized void done() {
    tried = true;
    coming = null;
  }

  private boolean isMaster(RedisURI uri) {
    return lines.ask(uri, redis -> redis.info("replication")).contains("role:master");
  }

  /** Leaves that connection, and asks for the master again when one is wanted. */
  void leave(@Nullable StatefulRedisConnection<String, byte[]> line) {
    masters.doubt();
    if (line != null) {
      if (line.equals(standing)) {
        standing = null;
      }
      lines.drop(line);
    }
  }

  /** Leaves whatever stands. */
  void leave() {
    leave(standing);
  }
}
