package dev.tidegate.launcher.prove.commons;

import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Commons.LogEntry;
import dev.tidegate.api.nodes.Commons.Sign;
import dev.tidegate.api.nodes.Heard;
import dev.tidegate.api.nodes.Lease;
import dev.tidegate.api.nodes.NodeReport;
import dev.tidegate.api.nodes.Publication;
import dev.tidegate.api.redis.CommonsBounds;
import dev.tidegate.api.redis.LinkOptions;
import dev.tidegate.api.redis.RedisCommons;
import dev.tidegate.api.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Nodes as far as Redis sees them: each tick every one gives a sign of life and appends what it
 * heard; the first leads, reads all of it, shows its view, and publishes now and then. Nothing else
 * of a node is here.
 */
final class Fleet implements AutoCloseable {
  private static final String SERVICE = "live";
  private static final String NAME = "node-";

  /** Ticks between two publications, and between two memories kept. */
  static final int EVERY = 10;

  /** Bytes of each, of 5 000 cells: as random as what is deflated or packed. */
  static final int SNAPSHOT = 400_000;

  static final int MEMORY = 1_000_000;
  static final int NEWS = 20_000;
  static final int VIEW = 60_000;

  /** The program asked for less patience; here it is the figures that count. */
  private static final LinkOptions OPTIONS =
      new LinkOptions(Duration.ofSeconds(20), Duration.ofSeconds(20), 64);

  private static final int AT_ONCE = 16;

  private final List<Node> nodes = new ArrayList<>();
  private final Heard heard;
  private final Lease lease;
  private final byte[] snapshot;
  private final byte[] memory;
  private final byte[] news;
  private final byte[] view;
  private Optional<String> readTo = Optional.empty();
  private long seq;
  private long read;
  private long appended;

  private record Node(String name, RedisLink link, RedisCommons commons) {}

  /**
   * @param heard what each node hears in each tick
   */
  Fleet(String uri, int count, Heard heard, SplittableRandom random) {
    for (int i = 0; i < count; i++) {
      RedisLink link = new RedisLink(uri, OPTIONS);
      String name = NAME + i;
      RedisCommons commons = new RedisCommons(link, "proof-" + count, CommonsBounds.DEFAULT, name);
      commons.listen(_ -> {});
      nodes.add(new Node(name, link, commons));
    }
    this.heard = heard;
    this.lease = nodes.getFirst().commons().acquire(NAME + 0, 0, Duration.ofHours(1)).orElseThrow();
    this.snapshot = bytes(random, SNAPSHOT);
    this.memory = bytes(random, MEMORY);
    this.news = bytes(random, NEWS);
    this.view = bytes(random, VIEW);
  }

  private static byte[] bytes(SplittableRandom random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  /** One second of all nodes. */
  void tick(long number) {
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      node.commons().pulse(sign(node.name(), i == 0));
      NodeReport report = new NodeReport(node.name(), 1, number, SERVICE, heard, Optional.empty());
      byte[] bytes = report.bytes();
      appended += bytes.length;
      node.commons().append(SERVICE, bytes);
    }
    lead(number);
  }

  private Sign sign(String name, boolean leads) {
    Version version = new Version(lease.epoch(), seq, "0123abcd");
    return new Sign(name, "https://10.0.0.1:8081", 1, version, leads, 1_800_000_000_000L, "0.1.0");
  }

  private void lead(long number) {
    RedisCommons leader = nodes.getFirst().commons();
    leader.renew(lease, Duration.ofHours(1));
    List<LogEntry> some;
    do {
      some = leader.read(SERVICE, readTo, Duration.ofMinutes(1), AT_ONCE);
      read += some.size();
      if (!some.isEmpty()) {
        readTo = Optional.of(some.getLast().id());
      }
    } while (some.size() == AT_ONCE);
    if (number % EVERY == 0) {
      Version next = new Version(lease.epoch(), ++seq, "0123abcd");
      leader.publish(lease, new Publication(next, snapshot, memory, List.of()), news);
    }
    leader.show(lease, view);
  }

  /** Entries that the leader has read. */
  long read() {
    return read;
  }

  /** Bytes of reports. */
  long appended() {
    return appended;
  }

  /** Calls that nodes have made, a script being one. */
  long calls() {
    return nodes.stream().mapToLong(n -> n.link().stats().calls()).sum();
  }

  long failures() {
    return nodes.stream().mapToLong(n -> n.link().stats().failures()).sum();
  }

  @Override
  public void close() {
    for (Node node : nodes) {
      node.commons().close();
      node.link().close();
    }
  }
}
