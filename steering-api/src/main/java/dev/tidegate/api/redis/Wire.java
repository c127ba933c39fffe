package dev.tidegate.api.redis;

import dev.tidegate.api.store.StoreException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Opens connections: each is made within its time, or not at all. None heals itself: a driver that
 * reconnects sends again what had no answer, and what is not idempotent would be done twice behind
 * our back. Who finds one closed asks for another.
 */
final class Wire implements AutoCloseable {
  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  /** The least that the driver takes; all that it does is to hand bytes on. */
  private static final int THREADS = 2;

  /** Commands without an answer on one connection: far more than the bulkhead lets through. */
  private static final int QUEUE = 10_000;

  /** How far down an exception's reason is looked for. */
  private static final int DEEPEST = 8;

  private final Duration connect;
  private final ClientResources resources;
  private final RedisClient client;
  private final LongAdder made = new LongAdder();

  Wire(Duration connect) {
    this.connect = connect;
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(QUEUE)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(connect)
                    .keepAlive(true)
                    .tcpNoDelay(true)
                    .build())
            .build());
  }

  /** How many were made. */
  long made() {
    return made.sum();
  }

  StatefulRedisConnection<String, byte[]> open(RedisURI uri) {
    return await(client.connectAsync(CODEC, timed(uri)), uri);
  }

  StatefulRedisPubSubConnection<String, byte[]> openNews(RedisURI uri) {
    return await(client.connectPubSubAsync(CODEC, timed(uri)), uri);
  }

  StatefulRedisSentinelConnection<String, byte[]> openSentinel(RedisURI uri) {
    return await(client.connectSentinelAsync(CODEC, timed(uri)), uri);
  }

  private RedisURI timed(RedisURI uri) {
    uri.setTimeout(connect);
    return uri;
  }

  private <C extends StatefulConnection<?, ?>> C await(CompletionStage<C> connecting, RedisURI to) {
    CompletableFuture<C> future = connecting.toCompletableFuture();
    boolean had = false;
    try {
      C connection = future.get(connect.toNanos(), TimeUnit.NANOSECONDS);
      had = true;
      made.increment();
      return connection;
    } catch (ExecutionException e) {
      throw unreachable(to, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | CancellationException e) {
      throw unreachable(to, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(to, e);
    } finally {
      if (!had) {
        // It may still come; nobody would close it then.
        var _ = future.thenCompose(StatefulConnection::closeAsync);
      }
    }
  }

  private StoreException unreachable(RedisURI to, Throwable why) {
    Throwable root = why;
    for (int i = 0; i < DEEPEST && root.getCause() != null; i++) {
      root = root.getCause();
    }
    RedisFailure reply = RedisFailure.of(root);
    if (reply != RedisFailure.OTHER) {
      return reply.toldOf(name(to), "connecting", root);
    }
    String how =
        root instanceof TimeoutException
            ? "no connection within " + connect.toMillis() + " ms"
            : String.valueOf(root.getMessage());
    return new StoreException("Redis " + name(to) + " cannot be reached: " + how, why);
  }

  /** Closes a connection, unless it is closed already, and waits for nothing. */
  static void leave(StatefulConnection<?, ?> connection) {
    if (connection.isOpen()) {
      var _ = connection.closeAsync();
    }
  }

  /** Where a server is, for people: nothing of the URI that is secret. */
  static String name(RedisURI uri) {
    return uri.getSocket() != null ? uri.getSocket() : uri.getHost() + ":" + uri.getPort();
  }

  @Override
  public void close() {
    // Nothing is under way that anybody waits for.
    client.shutdown(Duration.ZERO, connect);
    var _ = resources.shutdown(0, connect.toMillis(), TimeUnit.MILLISECONDS);
  }
}
