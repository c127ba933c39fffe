package dev.tidegate.api.redis;

import dev.tidegate.api.store.StoreException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The master that most sentinels name. All are asked, at once: after a failover the news takes
 * seconds to reach each of them, and one that is cut off from the others names the old master for
 * as long as it is.
 */
final class SentinelMasters implements Masters {
  private final RedisSeeds seeds;
  private final Wire wire;
  private final Duration patience;
  private final Map<RedisURI, StatefulRedisSentinelConnection<String, byte[]>> open =
      new HashMap<>();
  // Guarded by this.
  private @Nullable InetSocketAddress known;
  private volatile boolean doubtful;

  SentinelMasters(RedisSeeds seeds, Wire wire, Duration patience) {
    this.seeds = seeds;
    this.wire = wire;
    this.patience = patience;
  }

  @Override
  public int slot(String key) {
    return 0;
  }

  @Override
  public synchronized RedisURI of(int slot) {
    InetSocketAddress master = known;
    if (master == null || doubtful) {
      doubtful = false; // before asking: a doubt that comes meanwhile is not lost
      master = named().orElseThrow(this::nobodyKnows);
      known = master;
    }
    return seeds.at(master.getHostString(), master.getPort());
  }

  private StoreException nobodyKnows() {
    doubtful = true;
    return new StoreException("no Redis sentinel names the master of " + seeds.group());
  }

  @Override
  public synchronized boolean stillSo() {
    InetSocketAddress before = known;
    if (before == null) {
      return true;
    }
    // Sentinels that cannot be asked are no reason to leave a master that answers.
    boolean same = named().map(before::equals).orElse(true);
    if (!same) {
      doubtful = true;
    }
    return same;
  }

  private Optional<InetSocketAddress> named() {
    Map<InetSocketAddress, Integer> votes = new LinkedHashMap<>();
    List<Future<Optional<InetSocketAddress>>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (RedisURI sentinel : seeds.nodes()) {
        asked.add(threads.submit(() -> ask(sentinel)));
      }
      for (Future<Optional<InetSocketAddress>> each : asked) {
        answer(each).ifPresent(master -> votes.merge(master, 1, Integer::sum));
      }
    }
    return votes.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  private static Optional<InetSocketAddress> answer(Future<Optional<InetSocketAddress>> asked) {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<InetSocketAddress> ask(RedisURI sentinel) {
    boolean answered = false;
    try {
      SocketAddress named =
          connection(sentinel)
              .async()
              .getMasterAddrByName(seeds.group())
              .toCompletableFuture()
              .get(patience.toNanos(), TimeUnit.NANOSECONDS);
      answered = true;
      return named instanceof InetSocketAddress master ? Optional.of(master) : Optional.empty();
    } catch (ExecutionException | TimeoutException | StoreException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      if (!answered) {
        forget(sentinel);
      }
    }
  }

  private StatefulRedisSentinelConnection<String, byte[]> connection(RedisURI sentinel) {
    synchronized (open) {
      var standing = open.get(sentinel);
      if (standing != null && standing.isOpen()) {
        return standing;
      }
    }
    var made = wire.openSentinel(sentinel);
    synchronized (open) {
      var before = open.put(sentinel, made);
      if (before != null) {
        Wire.leave(before);
      }
    }
    return made;
  }

  private void forget(RedisURI sentinel) {
    synchronized (open) {
      var standing = open.remove(sentinel);
      if (standing != null) {
        Wire.leave(standing);
      }
    }
  }

  @Override
  public void doubt() {
    doubtful = true;
  }

  @Override
  public boolean mustProve() {
    return true; // the one named may not have been told yet, or be the old one, coming back
  }
}
