package dev.tidegate.rehearsal.live;

import dev.tidegate.rehearsal.model.DemandCurve;
import dev.tidegate.rehearsal.model.Player;
import dev.tidegate.rehearsal.model.World;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import reactor.netty.resources.LoopResources;

/**
 * Hundreds of viewers on real sockets. They come and go as the demand curve has it, from client
 * addresses in 64 prefixes where the machine's loopback has them.
 */
public final class Audience implements AutoCloseable {
  /** What a viewer plays. */
  static final int BITRATE_KBPS = 5_000;

  /** Media bytes that one byte of an imitation segment stands for: 4 KiB for two seconds. */
  static final int BYTES_PER_BYTE = 305;

  private static final int PREFIXES = 64;

  /**
   * What all viewers share.
   *
   * @param steer base of the public plane
   * @param path content path
   * @param unsteered the world of their twins; empty to do without
   */
  record Stage(
      URI steer,
      String service,
      String path,
      Player.Settings settings,
      InstantSource clock,
      MediaClient media,
      Optional<World> unsteered,
      Tally tally) {}

  private final Stage stage;
  private final List<Profile> profiles;
  private final DemandCurve demand;
  private final LoopResources loops = LoopResources.create("viewers", 1, true);
  private final List<SteeringClient> clients = new ArrayList<>();
  private final ArrayDeque<Thread> present = new ArrayDeque<>();
  private final AtomicReference<Thread> usher = new AtomicReference<>();
  private final Instant began;

  /**
   * An audience that has not come yet.
   *
   * @param steer base of the public plane, without a trailing slash
   * @param seed of who they are and of their luck
   */
  public Audience(
      URI steer,
      String service,
      String path,
      Crowd crowd,
      DemandCurve demand,
      Player.Settings settings,
      Optional<World> unsteered,
      InstantSource clock,
      long seed) {
    this.profiles = crowd.profiles(new SplittableRandom(seed));
    this.demand = demand;
    this.began = clock.instant();
    for (int prefix = 0; prefix < PREFIXES; prefix++) {
      clients.add(new SteeringClient(address(prefix), loops));
    }
    this.stage =
        new Stage(
            steer,
            service,
            path,
            settings,
            clock,
            new MediaClient(settings, loops),
            unsteered,
            new Tally(began.getEpochSecond()));
  }

  /** Lets them come. */
  public void start() {
    usher.set(Thread.ofVirtual().name("usher").start(() -> usher(stage.clock().instant())));
  }

  /** When it was gathered. */
  public Instant began() {
    return began;
  }

  /** What they have lived through so far. */
  public Tally tally() {
    return stage.tally();
  }

  /** How many are there now. */
  public int size() {
    synchronized (present) {
      return present.size();
    }
  }

  /** Sends them home; waits for their last requests. */
  @Override
  public void close() {
    Thread door = usher.getAndSet(null);
    if (door != null) {
      door.interrupt();
      join(door);
    }
    List<Thread> leaving;
    synchronized (present) {
      leaving = List.copyOf(present);
      present.clear();
    }
    leaving.forEach(Thread::interrupt);
    leaving.forEach(Audience::join);
    clients.forEach(SteeringClient::close);
    stage.media().close();
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(10)).block(Duration.ofSeconds(15));
  }

  private void usher(Instant begin) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        double share = demand.at(Duration.between(begin, stage.clock().instant()));
        admit((int) Math.round(share * profiles.size()));
        Thread.sleep(Duration.ofMillis(50));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void admit(int wanted) {
    synchronized (present) {
      while (present.size() > wanted) {
        present.removeLast().interrupt();
      }
      while (present.size() < wanted) {
        Profile who = profiles.get(present.size());
        Viewer viewer = new Viewer(who, stage, clients.get(who.prefix() % PREFIXES));
        present.addLast(
            Thread.ofVirtual().name("viewer-" + who.session()).start(() -> live(viewer)));
      }
    }
  }

  private static void live(Viewer viewer) {
    try {
      viewer.live();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      if (!Thread.currentThread().isInterrupted()) {
        throw failure;
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** 127.(64+n).1.1: a /24 of its own for each prefix. */
  private static Optional<String> address(int prefix) {
    String own = "127." + (64 + prefix) + ".1.1";
    return LiveWorld.Loopback.bindable(own) ? Optional.of(own) : Optional.empty();
  }
}
