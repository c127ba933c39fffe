package dev.tidegate.api.loop;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.nodes.Commons.Pulse;
import dev.tidegate.api.nodes.Commons.Sign;
import dev.tidegate.api.nodes.View;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Preview;
import dev.tidegate.model.Cell;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What a node knows of the others between ticks, fetched no more often than it is of use. */
final class Whereabouts {
  private static final Duration MEMORY_EVERY = Duration.ofSeconds(3);
  private static final Duration NODES_EVERY = Duration.ofSeconds(5);
  private static final Duration NODES_WITHIN = Duration.ofSeconds(10);

  /** So many ticks after a person asked the view is still fetched: a page asks each second. */
  private static final int ASKED_TICKS = 10;

  private final Commons commons;
  private Instant memoryAt = Instant.MIN;
  private Instant nodesAt = Instant.MIN;
  private volatile List<Sign> nodes = List.of();
  private volatile SortedMap<Cell, Long> viewers = new TreeMap<>();
  private final AtomicInteger asked = new AtomicInteger(1);

  Whereabouts(Commons commons) {
    this.commons = commons;
  }

  void asked() {
    asked.set(ASKED_TICKS);
  }

  /** Fetches what an engine would begin with, if it is newer than what is kept. */
  void memory(Applied applied, Instant now) {
    if (applied.lacksMemory() && due(memoryAt, MEMORY_EVERY, now)) {
      memoryAt = now;
      commons.memory().ifPresent(bytes -> applied.remember(applied.version(), bytes));
    }
  }

  /** What the leader believes, if somebody asked for it of late. */
  Optional<View> view() {
    if (asked.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      return Optional.empty();
    }
    Optional<View> view = commons.shown().map(View::read);
    view.ifPresent(v -> viewers = v.viewers());
    return view;
  }

  private static boolean due(Instant last, Duration every, Instant now) {
    return last.isAfter(now) || last.plus(every).compareTo(now) <= 0;
  }

  /** Who is there. */
  Company company(boolean leading, Node self, Pulse pulse, Instant now) {
    if (due(nodesAt, NODES_EVERY, now)) {
      nodesAt = now;
      try {
        nodes = commons.nodes(NODES_WITHIN);
      } catch (StoreException e) { // what was decided in this tick stands without it
        self.failed(e);
      }
    }
    return leading
        ? new Company(Company.Role.LEADING, Optional.of(self.terms().node()), true, nodes)
        : new Company(Company.Role.FOLLOWING, pulse.leader(), false, nodes);
  }

  /**
   * What an engine is given that hears this node alone: viewers are taken to be as many on each
   * node, so that what a receiver can bear is not taken for more than it is.
   */
  Inputs alone(Inputs own) {
    SortedMap<Cell, Long> all = new TreeMap<>(own.viewers());
    int others = Math.max(1, nodes.size());
    all.replaceAll((cell, count) -> count * others);
    return new Inputs(
        own.setup(),
        own.digests(),
        own.probes(),
        all,
        own.witnesses(),
        own.overrides(),
        false,
        own.audiences(),
        own.clients(),
        own.trials());
  }

  /** Where a leader that knows what this node knows would go. Takes a read of the store. */
  Preview preview(
      EngineSeat seat,
      Inputs inputs,
      SteeringSnapshot standing,
      Optional<byte[]> memory,
      Instant now) {
    asked();
    Inputs given =
        new Inputs(
            inputs.setup(),
            List.of(),
            List.of(),
            viewers,
            inputs.witnesses(),
            inputs.overrides(),
            true,
            inputs.audiences(),
            List.of(),
            List.of());
    return seat.previewFrom(standing, memory, given, now);
  }
}
