package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.stage.ClientLogs;
import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.ScratchDirectory;
import dev.tidegate.launcher.stage.Token;
import dev.tidegate.rehearsal.live.Audience;
import dev.tidegate.rehearsal.live.LiveWorld;
import dev.tidegate.rehearsal.model.DemandCurve;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.Player;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Imitation CDNs, Redis, three nodes on it, and at each node an audience: every third viewer of the
 * event is at the same node, as a balancer that keeps sessions would have it.
 */
final class Nodes implements AutoCloseable {
  static final int COUNT = 3;

  private static final Duration ARRIVALS = Duration.ofSeconds(3);

  private final InstantSource clock;
  private final Event event;
  private final long seed;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final ScratchDirectory directory;
  private final LiveWorld live;
  private final RedisSite redis;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Audience> audiences = new ArrayList<>();

  /** How a Redis is set up in a directory. */
  interface Founding {
    RedisSite found(Path directory) throws IOException, InterruptedException;
  }

  private Nodes(Event event, long seed, InstantSource clock, Founding founding)
      throws IOException, InterruptedException {
    this.clock = clock;
    this.event = event;
    this.seed = seed;
    boolean whole = false;
    try {
      directory = kept(ScratchDirectory.create("tidegate-nodes"));
      live = kept(LiveWorld.start(event.world(new FaultBoard()), clock, seed));
      redis = kept(founding.found(directory.path()));
      Token token = Token.random();
      Path config = directory.path().resolve("tidegate.yaml");
      Files.writeString(config, yaml(token));
      for (int i = 1; i <= COUNT; i++) {
        Wires wires = Wires.to(redis);
        nodes.add(kept(new Node("node-" + i, directory.path(), config, wires, token)));
      }
      all(Node::start);
      gather();
      whole = true;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  /** Starts all; nobody has come yet. */
  static Nodes start(Event event, long seed, Founding founding)
      throws IOException, InterruptedException {
    ClientLogs.hush();
    return new Nodes(event, seed, InstantSource.system(), founding);
  }

  private <T extends AutoCloseable> T kept(T made) {
    opened.addFirst(made);
    return made;
  }

  /** Ports, the store's address and its directory are each node's own: the environment has them. */
  private String yaml(Token token) {
    return event.yaml(
        8_080, 8_081, token, live.bases(), "{kind: redis, uri: \"redis://127.0.0.1\"}");
  }

  private void gather() {
    for (Node node : nodes) {
      audiences.add(
          kept(
              new Audience(
                  node.publicBase(),
                  Event.SERVICE,
                  Event.PATH,
                  event.crowd(),
                  DemandCurve.joiningOver(ARRIVALS),
                  Player.Settings.live(Event.SEGMENT_MILLIS),
                  Optional.empty(),
                  clock,
                  seed + audiences.size())));
    }
  }

  /** What is done with a node. */
  interface Deed {
    void to(Node node) throws IOException, InterruptedException;
  }

  /** Does it with all at once. */
  void all(Deed deed) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> each = new ArrayList<>();
      for (Node node : nodes) {
        each.add(
            threads.submit(
                () -> {
                  deed.to(node);
                  return node;
                }));
      }
      for (Future<?> one : each) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Lets the viewers come, and waits until all are there and have been for {@code warmUp}. */
  void fill(Duration warmUp) throws InterruptedException {
    audiences.forEach(Audience::start);
    Thread.sleep(ARRIVALS.plus(warmUp));
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  List<Audience> audiences() {
    return List.copyOf(audiences);
  }

  RedisSite redis() {
    return redis;
  }

  LiveWorld live() {
    return live;
  }

  InstantSource clock() {
    return clock;
  }

  /** The node that says it leads; empty if none does. */
  Optional<Node> leader() throws InterruptedException {
    for (Node node : nodes) {
      if (node.condition().map(Condition::leading).orElse(false)) {
        return Optional.of(node);
      }
    }
    return Optional.empty();
  }

  /** Ends everything, in the order from the audiences to the files, whatever one of them throws. */
  @Override
  public void close() throws IOException {
    IOException failed = new IOException("could not be closed");
    while (!opened.isEmpty()) {
      try {
        opened.removeFirst().close();
      } catch (Exception e) {
        failed.addSuppressed(e);
      }
    }
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }
}
