package dev.tidegate.rehearsal.live;

import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.Injection;
import dev.tidegate.rehearsal.model.Scope;
import dev.tidegate.rehearsal.model.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import reactor.netty.resources.LoopResources;

/** The CDNs of a {@link World} on sockets, each on a loopback address of its own where it may. */
public final class LiveWorld implements AutoCloseable {
  private static final Duration DOOR_INTERVAL = Duration.ofMillis(20);

  private final World world;
  private final InstantSource clock;
  private final LoopResources loops = LoopResources.create("imitation-cdn", 1, true);
  private final SortedMap<String, ImitationCdn> cdns = new TreeMap<>();
  private final Thread doorkeeper;

  private LiveWorld(World world, InstantSource clock, SplittableRandom random) {
    this.world = world;
    this.clock = clock;
    int number = 0;
    for (String id : world.cdns()) {
      String host = loopback(++number);
      cdns.put(id, new ImitationCdn(id, host, 0, world, clock, random.split(), loops));
    }
    this.doorkeeper = Thread.ofVirtual().name("doorkeeper").unstarted(this::mindTheDoors);
  }

  /**
   * Starts all CDNs of {@code world}; they listen when this returns.
   *
   * @param seed of the luck of requests that bring none
   */
  public static LiveWorld start(World world, InstantSource clock, long seed) {
    LiveWorld live = new LiveWorld(world, clock, new SplittableRandom(seed));
    live.cdns.values().forEach(ImitationCdn::mindTheDoor);
    live.doorkeeper.start();
    return live;
  }

  /** The physics behind it. */
  public World world() {
    return world;
  }

  /** Where each CDN is reached. */
  public SortedMap<String, URI> bases() {
    SortedMap<String, URI> bases = new TreeMap<>();
    cdns.forEach((id, cdn) -> bases.put(id, cdn.base()));
    return Collections.unmodifiableSortedMap(bases);
  }

  /**
   * A fault from now on. When this returns it is felt.
   *
   * @param length for how long; empty or zero for until {@link #heal}
   */
  public Injection inject(Fault fault, Scope scope, Duration length) {
    Instant now = clock.instant();
    Instant until = length.isZero() ? Instant.MAX : now.plus(length);
    Injection injection = new Injection(fault, scope, now, until, Duration.ZERO);
    world.faults().inject(injection, now);
    cdns.values().forEach(ImitationCdn::mindTheDoor);
    return injection;
  }

  /** Ends all faults. */
  public void heal() {
    world.faults().clear(clock.instant());
    cdns.values().forEach(ImitationCdn::mindTheDoor);
  }

  @Override
  public void close() {
    doorkeeper.interrupt();
    cdns.values().forEach(ImitationCdn::close);
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(10)).block(Duration.ofSeconds(15));
  }

  private void mindTheDoors() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(DOOR_INTERVAL);
        cdns.values().forEach(ImitationCdn::mindTheDoor);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** 127.0.n.1, so that a CDN is known by its address; where that is not given, 127.0.0.1. */
  private static String loopback(int number) {
    String own = "127.0." + number + ".1";
    return Loopback.bindable(own) ? own : "127.0.0.1";
  }

  /** Which loopback addresses this machine has: Linux all of 127.0.0.0/8, others only one. */
  static final class Loopback {
    private Loopback() {}

    static boolean bindable(String address) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        return true;
      } catch (IOException _) {
        return false;
      }
    }
  }
}
