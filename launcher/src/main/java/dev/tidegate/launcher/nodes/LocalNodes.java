package dev.tidegate.launcher.nodes;

import dev.tidegate.launcher.stage.RedisProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and their Redis, from the first to the last breath. {@link #close} may come from anyone.
 */
final class LocalNodes implements AutoCloseable {
  /** How soon somebody who ended is told of. */
  private static final long LOOK_MILLIS = 200;

  private final PrintWriter out;
  private final CountDownLatch told = new CountDownLatch(1);
  private final List<LocalNode> nodes = new ArrayList<>();
  private @Nullable RedisProcess redis;
  private boolean closed;

  LocalNodes(PrintWriter out) {
    this.out = out;
  }

  /**
   * Starts a Redis.
   *
   * @param below its directory is made there
   */
  URI startRedis(Path below, int port) throws IOException, InterruptedException {
    RedisProcess started = RedisProcess.start(below.resolve("redis"), port, RedisProcess.KEEPS);
    if (!keep(started)) {
      started.close();
      throw new InterruptedException("told to end");
    }
    out.println("redis    " + started.uri() + "   pid " + started.pid());
    out.flush();
    return started.uri();
  }

  /** Starts a node and tells where to look. */
  void startNode(int number, Path config, URI uri, Path below)
      throws IOException, InterruptedException {
    LocalNode node = LocalNode.start(number, config, uri, below);
    if (!keep(node)) {
      node.serve().close();
      throw new InterruptedException("told to end");
    }
    out.println(
        "%s   players %s   page %s/   pid %d   log %s"
            .formatted(
                node.name(),
                node.players(),
                node.operators(),
                node.serve().pid(),
                node.directory().resolve("serve.log")));
    out.flush();
  }

  /**
   * Waits for the time, for {@link #close}, or until no node is left, and tells of everyone who
   * ends before.
   *
   * @param most empty: for ever
   */
  void watch(Optional<Duration> most) throws InterruptedException {
    Set<String> gone = new HashSet<>();
    long began = System.nanoTime();
    while (!told.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      boolean over =
          most.map(length -> System.nanoTime() - began >= length.toNanos()).orElse(false);
      if (over || noneLeft(gone)) {
        return;
      }
    }
  }

  private synchronized boolean noneLeft(Set<String> gone) {
    for (LocalNode node : nodes) {
      if (!node.serve().alive() && gone.add(node.name())) {
        out.println(node.name() + " ended; the others go on");
      }
    }
    if (redis != null && !redis.alive() && gone.add("redis")) {
      out.println("redis ended; every node goes on with what it knows");
    }
    out.flush();
    return nodes.stream().noneMatch(node -> node.serve().alive());
  }

  private synchronized boolean keep(RedisProcess started) {
    if (!closed) {
      redis = started;
    }
    return !closed;
  }

  private synchronized boolean keep(LocalNode node) {
    if (!closed) {
      nodes.add(node);
    }
    return !closed;
  }

  /** Whether {@link #close} was called. */
  synchronized boolean toldToEnd() {
    return closed;
  }

  /** Ends the nodes, which may still want to write, then Redis. */
  @Override
  public synchronized void close() {
    closed = true;
    told.countDown();
    for (LocalNode node : nodes) {
      node.serve().close();
    }
    nodes.clear();
    if (redis != null) {
      redis.close();
      redis = null;
    }
  }
}
