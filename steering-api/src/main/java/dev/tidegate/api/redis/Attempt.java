package dev.tidegate.api.redis;

import dev.tidegate.api.store.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One call of a {@link RedisLink}: from the circuit breaker to what the answer means. */
final class Attempt<T> {
  private final Shard shard;
  private final String what;
  private final Duration deadline;
  private final Duration connect;
  private final CallCounts counts;
  private long began = System.nanoTime();
  private @Nullable StatefulRedisConnection<String, byte[]> line;

  Attempt(Shard shard, String what, Duration deadline, Duration connect, CallCounts counts) {
    this.shard = shard;
    this.what = what;
    this.deadline = deadline;
    this.connect = connect;
    this.counts = counts;
  }

  T run(RedisCall<T> call) {
    if (!shard.breaker().tryAcquirePermission()) {
      counts.shut();
      throw new StoreException(
          "Redis did not answer the last calls; it is tried again within "
              + Shard.REST.toMillis()
              + " ms ("
              + what
              + "). The last one: "
              + shard.lastFailure());
    }
    boolean told = false;
    try {
      T result = elsewhereIfMoved(call);
      told = true;
      counts.answered();
      shard.breaker().onSuccess(spent(), TimeUnit.NANOSECONDS);
      return result;
    } catch (Refused e) {
      // The server lives and says no: a circuit that opened now would shut reads out as well.
      told = true;
      shard.breaker().onSuccess(spent(), TimeUnit.NANOSECONDS);
      counts.refused();
      throw e.told;
    } catch (Lost e) {
      told = true;
      shard.failed(e.told);
      shard.breaker().onError(spent(), TimeUnit.NANOSECONDS, e);
      throw e.told;
    } finally {
      if (!told) {
        shard.breaker().releasePermission(); // what the caller's own code threw
      }
    }
  }

  /** A server that is not the master has done nothing: the one that is gets the call, once. */
  private T elsewhereIfMoved(RedisCall<T> call) throws Refused, Lost {
    try {
      return once(call);
    } catch (Refused e) {
      if (!e.failure.elsewhere) {
        throw e;
      }
      shard.leave(line);
      return once(call);
    }
  }

  private T once(RedisCall<T> call) throws Refused, Lost {
    StatefulRedisConnection<String, byte[]> connection = connection();
    line = connection;
    try {
      CompletableFuture<T> answer = call.on(connection.async()).toCompletableFuture();
      return answer.get(Math.max(1, left(deadline)), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw meant(e.getCause() == null ? e : e.getCause());
    } catch (RedisException | CancellationException e) {
      throw meant(e); // not even sent, or given up with its connection
    } catch (TimeoutException e) {
      shard.leave(connection);
      counts.timedOut();
      throw new Lost(
          StoreException.unknown(
              "Redis "
                  + shard.place()
                  + " did not answer within "
                  + deadline.toMillis()
                  + " ms; whether it was done is not known ("
                  + what
                  + ")",
              e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      counts.failed();
      throw new Lost(StoreException.unknown("interrupted while asking Redis (" + what + ")", e));
    }
  }

  private StatefulRedisConnection<String, byte[]> connection() throws Lost {
    // At the very first there is time: a node that starts would find its store gone otherwise.
    boolean first = !shard.tried();
    Duration patience =
        first ? connect.plus(deadline) : Duration.ofNanos(Math.max(1, left(deadline)));
    try {
      StatefulRedisConnection<String, byte[]> connection = shard.connection(patience);
      if (first) {
        began = System.nanoTime();
      }
      return connection;
    } catch (StoreException e) {
      counts.failed();
      throw new Lost(e);
    } catch (TimeoutException e) {
      counts.timedOut();
      throw new Lost(
          new StoreException("Redis has not taken the connection in time (" + what + ")", e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      counts.failed();
      throw new Lost(new StoreException("interrupted while connecting (" + what + ")", e));
    }
  }

  /** What a failed answer means: thrown by the server, by the connection, or by the caller. */
  private Lost meant(Throwable thrown) throws Refused {
    Throwable cause =
        thrown instanceof CompletionException c && c.getCause() != null ? c.getCause() : thrown;
    if (cause instanceof RedisCommandExecutionException) {
      RedisFailure failure = RedisFailure.of(cause);
      throw new Refused(failure, failure.toldOf(shard.place(), what, cause));
    }
    // A channel that is closed under a command says so by itself at times.
    if (cause instanceof RedisException
        || cause instanceof CancellationException
        || cause instanceof IOException) {
      shard.leave(line);
      counts.failed();
      return new Lost(
          StoreException.unknown(
              "the connection to Redis "
                  + shard.place()
                  + " was lost; whether it was done is not known ("
                  + what
                  + "): "
                  + cause.getMessage(),
              cause));
    }
    if (cause instanceof RuntimeException own) {
      throw own;
    }
    throw new IllegalStateException("a call to Redis failed (" + what + ")", cause);
  }

  private long spent() {
    return System.nanoTime() - began;
  }

  private long left(Duration of) {
    return of.toNanos() - spent();
  }

  /** The server's word against it. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    final RedisFailure failure;
    final StoreException told;

    Refused(RedisFailure failure, StoreException told) {
      super(told);
      this.failure = failure;
      this.told = told;
    }
  }

  /** No word, or none that came. */
  private static final class Lost extends Exception {
    private static final long serialVersionUID = 1L;
    final StoreException told;

    Lost(StoreException told) {
      super(told);
      this.told = told;
    }
  }
}
