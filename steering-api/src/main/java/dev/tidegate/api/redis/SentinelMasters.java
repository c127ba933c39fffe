package dev.tidegate.api.redis;

import dev.tidegate.api.store.StoreException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
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

  /** As soon as more than half agree: those in a place that is dark are not waited for. */
  private Optional<InetSocketAddress> named() {
    List<RedisURI> sentinels = seeds.nodes();
    BlockingQueue<Optional<InetSocketAddress>> answers = new LinkedBlockingQueue<>();
    for (RedisURI sentinel : sentinels) {
      Thread.ofVirtual().name("sentinel").start(() -> answers.add(answer(sentinel)));
    }
    Map<InetSocketAddress, Integer> votes = new LinkedHashMap<>();
    try {
      for (int i = 0; i < sentinels.size(); i++) {
        Optional<InetSocketAddress> master = answers.take();
        if (master.isPresent()
            && 2 * votes.merge(master.get(), 1, Integer::sum) > sentinels.size()) {
          return master;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return votes.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  /** Whatever happens, there is an answer: somebody waits for it. */
  private Optional<InetSocketAddress> answer(RedisURI sentinel) {
    try {
      return ask(sentinel);
    } catch (RuntimeException e) {
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
    } catch (ExecutionException | TimeoutException | CancellationException | StoreException e) {
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
