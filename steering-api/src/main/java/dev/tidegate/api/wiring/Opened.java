package dev.tidegate.api.wiring;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.redis.CommonsBounds;
import dev.tidegate.api.redis.LinkOptions;
import dev.tidegate.api.redis.RedisCommons;
import dev.tidegate.api.redis.RedisLink;
import dev.tidegate.api.redis.RedisStore;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.StoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What the configuration says state is kept in, open.
 *
 * @param shared what nodes share; empty where there is one node only
 */
record Opened(Store store, Optional<Shared> shared) implements AutoCloseable {
  private static final int TOKEN_BYTES = 16;

  /** An operator waits rather longer than a tick before it is unknown what came of a write. */
  private static final Duration WRITE = Duration.ofMillis(500);

  /** A tick waits 150 ms for a call; a connection may take longer on a machine that just starts. */
  private static final LinkOptions PATIENT =
      new LinkOptions(LinkOptions.DEFAULT.deadline(), Duration.ofSeconds(3), 64);

  /**
   * What nodes share.
   *
   * @param putBack writes again what this node journalled and the store has lost
   */
  record Shared(Commons commons, RedisLink link, Runnable putBack) {}

  static Opened of(TidegateConfig config) throws StartException {
    try {
      return switch (config.store()) {
        case TidegateConfig.Store.Embedded(var path) ->
            new Opened(SqliteStore.open(path), Optional.empty());
        case TidegateConfig.Store.Redis redis -> redis(redis);
      };
    } catch (StoreException e) {
      throw new StartException(StartException.FAILED, "store: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new StartException(StartException.CONFIGURATION, "store: " + e.getMessage(), e);
    }
  }

  private static Opened redis(TidegateConfig.Store.Redis redis) {
    SecureRandom random = new SecureRandom();
    RedisStore store =
        RedisStore.open(
            redis.uri(),
            redis.prefix(),
            redis.path(),
            PATIENT.within(WRITE),
            InstantSource.system(),
            random);
    // A link of its own: the store waits for replicas, and a tick must not wait with it.
    RedisLink link = new RedisLink(redis.uri(), PATIENT);
    Commons commons = new RedisCommons(link, redis.prefix(), CommonsBounds.DEFAULT, token(random));
    return new Opened(store, Optional.of(new Shared(commons, link, () -> putBack(store))));
  }

  private static String token(SecureRandom random) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * To be done before anything is compared with the store: what this node acknowledged and the
   * store has lost is there again.
   *
   * @throws StoreException if that cannot be told, or done, now
   */
  void putBack() {
    shared.ifPresent(s -> s.putBack().run());
  }

  private static void putBack(RedisStore store) {
    if (store.forgotten()) {
      store.putBack();
    }
  }

  @Override
  public void close() {
    try {
      shared.ifPresent(
          s -> {
            s.commons().close();
            s.link().close();
          });
    } finally {
      store.close();
    }
  }
}
