package dev.tidegate.api.redis;

import static dev.tidegate.api.redis.RedisProcess.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Several real servers that belong together: a master with replica and sentinels, or a Cluster. */
public final class RedisGroup implements AutoCloseable {
  /** The name that sentinels know the master by. */
  public static final String NAME = "tide";

  private final List<RedisProcess> servers;
  private final List<RedisProcess> sentinels;

  private RedisGroup(List<RedisProcess> servers, List<RedisProcess> sentinels) {
    this.servers = servers;
    this.sentinels = sentinels;
  }

  /**
   * A master (server 0), one replica (server 1) in step with it, and three sentinels, which hold a
   * master for dead after a second.
   */
  public static RedisGroup sentinel(Path directory) {
    List<RedisProcess> servers = new ArrayList<>();
    List<RedisProcess> sentinels = new ArrayList<>();
    RedisGroup group = new RedisGroup(servers, sentinels);
    boolean whole = false;
    try {
      RedisProcess master = RedisProcess.start(directory.resolve("0"), diskless());
      servers.add(master);
      RedisProcess replica = RedisProcess.start(directory.resolve("1"), diskless());
      servers.add(replica);
      replica.say("REPLICAOF 127.0.0.1 " + master.port());
      until(() -> RedisLink.replicasIn(info(master)) == 1, "the replica to be in step");
      for (int i = 0; i < 3; i++) {
        sentinels.add(oneSentinel(directory.resolve("s" + i), master.port()));
      }
      until(() -> sentinels.stream().allMatch(RedisGroup::knowsTheOthers), "sentinels to meet");
      whole = true;
      return group;
    } finally {
      if (!whole) {
        group.close();
      }
    }
  }

  private static String[] diskless() {
    return new String[] {"--repl-diskless-sync-delay", "0"};
  }

  private static String info(RedisProcess server) {
    return server.say("INFO replication");
  }

  private static boolean knowsTheOthers(RedisProcess sentinel) {
    String info = sentinel.say("INFO sentinel");
    return info.contains("status=ok,") && info.contains("slaves=1,sentinels=3");
  }

  private static RedisProcess oneSentinel(Path directory, int master) {
    int port = RedisProcess.freePort();
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve("sentinel.conf");
      Files.writeString(
          file,
          """
          port %2$d
          bind 127.0.0.1
          dir %3$s
          sentinel monitor %4$s 127.0.0.1 %1$d 2
          sentinel down-after-milliseconds %4$s 1000
          sentinel failover-timeout %4$s 3000
          """
              .formatted(master, port, directory, NAME));
      return RedisProcess.startAt(directory, port, file.toString(), "--sentinel");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Three masters that share the slots, without replicas. */
  public static RedisGroup cluster(Path directory) {
    List<RedisProcess> servers = new ArrayList<>();
    RedisGroup group = new RedisGroup(servers, List.of());
    boolean whole = false;
    try {
      for (int i = 0; i < 3; i++) {
        servers.add(
            RedisProcess.start(
                directory.resolve("c" + i),
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "5000"));
      }
      create(servers);
      until(
          () -> servers.stream().allMatch(s -> s.say("CLUSTER INFO").contains("cluster_state:ok")),
          "the cluster to form");
      whole = true;
      return group;
    } finally {
      if (!whole) {
        group.close();
      }
    }
  }

  private static void create(List<RedisProcess> servers) {
    List<String> command =
        new ArrayList<>(List.of(RedisProcess.program("redis-cli"), "--cluster", "create"));
    servers.forEach(s -> command.add("127.0.0.1:" + s.port()));
    command.add("--cluster-yes");
    try {
      Process made =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
        made.destroyForcibly();
        throw new IllegalStateException("redis-cli --cluster create failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public RedisProcess server(int index) {
    return servers.get(index);
  }

  public RedisProcess sentinel(int index) {
    return sentinels.get(index);
  }

  /** What a node's configuration says. */
  public String uri() {
    return sentinels.isEmpty()
        ? "redis-cluster://" + addresses(servers)
        : "redis-sentinel://" + addresses(sentinels) + "#" + NAME;
  }

  private static String addresses(List<RedisProcess> of) {
    return of.stream().map(s -> "127.0.0.1:" + s.port()).collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    sentinels.forEach(RedisProcess::kill);
    servers.forEach(RedisProcess::kill);
  }
}
