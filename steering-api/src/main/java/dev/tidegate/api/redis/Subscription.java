package dev.tidegate.api.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel, heard for as long as possible: a connection of its own, made anew when it ends. */
final class Subscription implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  /** Messages that wait for a slow listener; then they are dropped, and it is told so. */
  private static final int WAITING = 256;

  private static final Duration LOOK = Duration.ofMillis(250);

  /** Each so many looks the server is asked whether it is still there: every two seconds. */
  private static final int PING_EACH = 8;

  private final String channel;
  private final Supplier<RedisURI> master;
  private final Wire wire;
  private final LinkOptions options;
  private final Consumer<byte[]> who;
  private final Runnable reconnected;
  private final BlockingQueue<byte[]> messages = new ArrayBlockingQueue<>(WAITING);
  private final AtomicBoolean missed = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  Subscription(
      String channel,
      Supplier<RedisURI> master,
      Wire wire,
      LinkOptions options,
      Consumer<byte[]> who,
      Runnable reconnected) {
    this.channel = channel;
    this.master = master;
    this.wire = wire;
    this.options = options;
    this.who = who;
    this.reconnected = reconnected;
    Thread.ofVirtual().name("redis-news").start(this::deliver);
    Thread.ofVirtual().name("redis-listen").start(this::listen);
  }

  private boolean sleptAndStillOpen(Duration time) throws InterruptedException {
    return !closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void listen() {
    try {
      do {
        try {
          hearOnce();
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
          // Whatever ended it: the hearing goes on.
          log.debug("channel {} is not heard: {}", channel, e.toString());
        }
      } while (sleptAndStillOpen(LOOK));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hears until the connection ends, stops answering, or the master is another. */
  private void hearOnce() throws InterruptedException, ExecutionException, TimeoutException {
    RedisURI uri = master.get();
    StatefulRedisPubSubConnection<String, byte[]> line = wire.openNews(uri);
    try {
      line.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String from, byte[] message) {
              heard(message);
            }
          });
      wait(line.async().subscribe(channel).toCompletableFuture());
      missed.set(true); // whatever was said before now
      for (int look = 1; line.isOpen() && sleptAndStillOpen(LOOK); look++) {
        if (!Wire.name(master.get()).equals(Wire.name(uri))) {
          return;
        }
        if (look % PING_EACH == 0) {
          wait(line.async().ping().toCompletableFuture());
        }
      }
    } finally {
      Wire.leave(line);
    }
  }

  private <T> void wait(CompletableFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    var _ = answer.get(options.connect().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** On a network thread: it must not wait for the listener. */
  private void heard(byte[] message) {
    if (!messages.offer(message)) {
      missed.set(true);
    }
  }

  private void deliver() {
    try {
      while (closed.getCount() > 0) {
        byte[] message = messages.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (missed.getAndSet(false)) {
          tell(reconnected);
        }
        if (message != null) {
          tell(() -> who.accept(message));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A listener's fault must not end the hearing. */
  private void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      log.error("a listener to {} failed", channel, e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
