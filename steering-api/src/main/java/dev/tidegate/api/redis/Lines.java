package dev.tidegate.api.redis;

import dev.tidegate.api.store.StoreException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The connections that stand, one to an address, for all slots that live there. */
final class Lines {
  /** Addresses remembered before those without a connection are forgotten. */
  private static final int PLACES = 256;

  private final Wire wire;
  private final Duration patience;
  private final Map<String, Place> places = new ConcurrentHashMap<>();

  /** An address; whoever connects holds its lock, so that others wait for the same connection. */
  private static final class Place {
    final ReentrantLock lock = new ReentrantLock();
    volatile @Nullable StatefulRedisConnection<String, byte[]> line;
  }

  Lines(Wire wire, Duration patience) {
    this.wire = wire;
    this.patience = patience;
  }

  /**
   * A connection to that server: the standing one, or a new one.
   *
   * @throws StoreException if there is none in time
   */
  StatefulRedisConnection<String, byte[]> open(RedisURI uri) {
    if (places.size() > PLACES) {
      places.values().removeIf(place -> place.line == null && !place.lock.isLocked());
    }
    Place place = places.computeIfAbsent(Wire.name(uri), _ -> new Place());
    place.lock.lock();
    try {
      StatefulRedisConnection<String, byte[]> standing = place.line;
      if (standing != null && standing.isOpen()) {
        return standing;
      }
      StatefulRedisConnection<String, byte[]> made = wire.open(uri);
      place.line = made;
      return made;
    } finally {
      place.lock.unlock();
    }
  }

  /** Asks one thing of one server. */
  <T> T ask(RedisURI uri, RedisCall<T> call) {
    StatefulRedisConnection<String, byte[]> line = open(uri);
    try {
      return call.on(line.async())
          .toCompletableFuture()
          .get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      drop(line);
      throw new StoreException("Redis " + Wire.name(uri) + " does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while asking Redis " + Wire.name(uri), e);
    }
  }

  /** Closes it; what waits for an answer on it fails. */
  void drop(StatefulRedisConnection<String, byte[]> line) {
    for (Place place : places.values()) {
      if (line.equals(place.line)) {
        place.line = null;
      }
    }
    Wire.leave(line);
  }
}
