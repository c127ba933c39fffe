package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.launcher.stage.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Where nodes meet: one Redis, a master with a replica and three sentinels, or a Cluster of three
 * masters.
 */
final class RedisSite implements AutoCloseable {
  /** The name that sentinels know the master by. */
  static final String GROUP = "tide";

  /** How many slots a Cluster shares. */
  private static final int SLOTS = 16_384;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<RedisProcess> servers = new ArrayList<>();
  private final List<RedisProcess> sentinels = new ArrayList<>();

  private final Kind kind;

  /** How its servers belong together. */
  enum Kind {
    ALONE,
    SENTINEL,
    CLUSTER
  }

  /** How a part of it comes to be. */
  private interface Start {
    void in(RedisSite site) throws IOException, InterruptedException;
  }

  private RedisSite(Kind kind) {
    this.kind = kind;
  }

  /** One server. */
  static RedisSite alone(Path directory) throws IOException, InterruptedException {
    RedisSite site = new RedisSite(Kind.ALONE);
    site.servers.add(
        RedisProcess.start(directory.resolve("redis"), Ports.free(), RedisProcess.KEEPS));
    return site;
  }

  /** A master, a replica in step, and sentinels that hold a master for dead after a second. */
  static RedisSite sentinel(Path directory) throws IOException, InterruptedException {
    return whole(Kind.SENTINEL, site -> site.startGroup(directory));
  }

  /** Three masters that share the slots. */
  static RedisSite cluster(Path directory) throws IOException, InterruptedException {
    return whole(Kind.CLUSTER, site -> site.startCluster(directory));
  }

  private static RedisSite whole(Kind kind, Start start) throws IOException, InterruptedException {
    RedisSite site = new RedisSite(kind);
    boolean whole = false;
    try {
      start.in(site);
      whole = true;
      return site;
    } finally {
      if (!whole) {
        site.close();
      }
    }
  }

  private void startCluster(Path directory) throws IOException, InterruptedException {
    List<String> settings = new ArrayList<>(RedisProcess.KEEPS);
    settings.add("cluster-enabled yes");
    settings.add("cluster-node-timeout 2000");
    int count = 3;
    for (int i = 0; i < count; i++) {
      RedisProcess server =
          RedisProcess.start(directory.resolve("redis-" + i), Ports.free(), settings);
      servers.add(server);
      tell(server, "CLUSTER SET-CONFIG-EPOCH " + (i + 1));
      int last = SLOTS * (i + 1) / count - 1;
      tell(server, "CLUSTER ADDSLOTSRANGE " + SLOTS * i / count + " " + last);
      tell(server, "CLUSTER MEET 127.0.0.1 " + servers.getFirst().port());
    }
    awaitWritable();
  }

  private static void tell(RedisProcess server, String command) throws IOException {
    String answer = server.say(command).orElse("nothing");
    if (!answer.startsWith("+OK")) {
      throw new IOException("redis-server answered to " + command + ": " + answer);
    }
  }

  private void startGroup(Path directory) throws IOException, InterruptedException {
    List<String> settings = new ArrayList<>(RedisProcess.KEEPS);
    settings.add("repl-diskless-sync-delay 0");
    servers.add(RedisProcess.start(directory.resolve("redis-0"), Ports.free(), settings));
    settings.add("replicaof 127.0.0.1 " + servers.getFirst().port());
    servers.add(RedisProcess.start(directory.resolve("redis-1"), Ports.free(), settings));
    await("the replica to be in step", () -> inStep(servers.getFirst()));
    for (int i = 0; i < 3; i++) {
      sentinels.add(
          RedisProcess.start(
              directory.resolve("sentinel-" + i),
              Ports.free(),
              List.of(
                  "sentinel monitor %s 127.0.0.1 %d 2".formatted(GROUP, servers.getFirst().port()),
                  "sentinel down-after-milliseconds " + GROUP + " 1000",
                  "sentinel failover-timeout " + GROUP + " 3000"),
              "--sentinel"));
    }
    awaitSettled();
  }

  Kind kind() {
    return kind;
  }

  /** Whether there is a replica to fail over to. */
  boolean failsOver() {
    return kind == Kind.SENTINEL;
  }

  List<RedisProcess> servers() {
    return List.copyOf(servers);
  }

  List<RedisProcess> sentinels() {
    return List.copyOf(sentinels);
  }

  /** The server that a writer would be sent to; empty while nobody knows. */
  Optional<RedisProcess> master() {
    if (!failsOver()) {
      return Optional.of(servers.getFirst());
    }
    for (RedisProcess sentinel : sentinels) {
      Optional<String> named = sentinel.say("SENTINEL get-master-addr-by-name " + GROUP);
      if (named.isPresent()) {
        return servers.stream()
            .filter(server -> named.get().endsWith(" " + server.port()))
            .findFirst();
      }
    }
    return Optional.empty();
  }

  /** The one that is not the master. */
  Optional<RedisProcess> replica() {
    Optional<RedisProcess> master = master();
    return servers.stream()
        .filter(server -> master.isPresent() && server != master.get())
        .findFirst();
  }

  /** Whether what a writer would be sent to takes a write. */
  boolean writable() {
    if (kind == Kind.CLUSTER) {
      return servers.stream().allMatch(RedisSite::seesAllSlots);
    }
    return master()
        .flatMap(server -> server.say("SET tidegate-proof-writable 1"))
        .map(answer -> answer.startsWith("+OK"))
        .orElse(false);
  }

  /** Waits until a write is taken. */
  void awaitWritable() throws IOException, InterruptedException {
    await("a Redis that can be written to", this::writable);
  }

  /** Starts what was killed, and waits until the next fault would find it as the first did. */
  void heal() throws IOException, InterruptedException {
    for (RedisProcess server : servers) {
      server.restart();
    }
    awaitWritable();
    awaitSettled();
  }

  private void awaitSettled() throws IOException, InterruptedException {
    if (failsOver()) {
      await("a replica in step", () -> master().map(RedisSite::inStep).orElse(false));
      await("sentinels at peace", () -> sentinels.stream().allMatch(RedisSite::atPeace));
    }
  }

  private static boolean seesAllSlots(RedisProcess server) {
    return server.say("CLUSTER INFO").map(i -> i.contains("cluster_state:ok")).orElse(false);
  }

  private static boolean inStep(RedisProcess master) {
    return master.say("INFO replication").map(info -> info.contains("state=online")).orElse(false);
  }

  private static boolean atPeace(RedisProcess sentinel) {
    return sentinel
        .say("INFO sentinel")
        .map(info -> info.contains("status=ok,") && info.contains("slaves=1,sentinels=3"))
        .orElse(false);
  }

  private void await(String what, BooleanSupplier so) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("waited " + PATIENCE.toSeconds() + " s for " + what);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    sentinels.forEach(RedisProcess::close);
    servers.forEach(RedisProcess::close);
  }
}
