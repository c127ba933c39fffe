package dev.tidegate.api.loop;

import dev.tidegate.answer.Version;
import dev.tidegate.api.loop.Turn.Made;
import dev.tidegate.api.nodes.Commons.Pulse;
import dev.tidegate.api.nodes.Heard;
import dev.tidegate.api.nodes.Lease;
import dev.tidegate.api.nodes.Rules;
import dev.tidegate.api.nodes.View;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Cell;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The leader's part: holds the lease, hears all nodes, steps the engine, publishes. */
final class Leading {
  private final Node node;
  private final LongSupplier nanos;
  private final Publisher publisher;
  private @Nullable Held held;

  /** A lease, and the ear that goes with it. */
  private record Held(Lease lease, Lead ear) {}

  /**
   * @param nanos a monotonic time
   */
  Leading(Node node, Shown shown, LongSupplier nanos) {
    this.node = node;
    this.nanos = nanos;
    this.publisher = new Publisher(node, shown);
  }

  /** Whether this node holds the lease, as far as it knows. */
  boolean holds() {
    return held != null;
  }

  /**
   * Keeps the lease if it has one and may; takes one if nobody has it.
   *
   * @throws StoreException if that cannot be told
   */
  void keepOrTake(Inputs own, Pulse pulse, Instant now) {
    Held holding = held;
    if (holding != null && !keeps(holding.lease(), pulse)) {
      held = null;
    }
    if (held == null && pulse.leader().map(node.terms().node()::equals).orElse(true)) {
      take(own, pulse, now);
    }
  }

  private boolean keeps(Lease lease, Pulse pulse) {
    if (!node.commons().renew(lease, node.terms().lease())) {
      node.meter().leadsNoMore("its lease has ended");
      node.seat().clear();
      return false;
    }
    Version applied = node.applied().version();
    if (Rules.superseded(applied, pulse.published().orElse(Rules.NOTHING))) {
      giveUp("something is published that it has not decided");
      return false;
    }
    if (!Rules.outgrown(lease, pulse.epoch(), applied)) {
      return true;
    }
    node.meter().leadsNoMore("a higher epoch than " + lease.epoch() + " was seen");
    node.commons().release(lease);
    return false; // and takes a new one at once, if nobody is quicker
  }

  private void take(Inputs own, Pulse pulse, Instant now) {
    long seen = Math.max(node.applied().version().epoch(), pulse.epoch());
    Optional<Lease> taken = node.commons().acquire(node.terms().node(), seen, node.terms().lease());
    if (taken.isEmpty()) {
      return;
    }
    Lease lease = taken.get();
    Lead ear = new Lead(node.commons());
    Renewal renewal = new Renewal(lease);
    boolean fresh = node.seat().empty();
    boolean ready = false;
    try {
      if (fresh) {
        fill(ear, renewal, own, pulse, now);
      } else {
        ear.passOver(services(own), pulse.now(), node::failed, renewal);
      }
      ready = renewal.stands();
    } finally {
      if (!ready) { // nobody could lead for as long as it stands
        abandon(lease, fresh);
      }
    }
    if (ready) {
      node.seat().reign(lease.epoch(), now);
      held = new Held(lease, ear);
      node.meter().leads(lease.epoch());
    }
  }

  /**
   * Keeps a lease while its taker reads the last minute, which takes longer than a lease where many
   * nodes have much to tell, or an engine that never ran here is slow at first.
   */
  private final class Renewal implements Runnable {
    private final Lease lease;
    private long renewed = nanos.getAsLong();
    private boolean lost;

    Renewal(Lease lease) {
      this.lease = lease;
    }

    /** Renews it if a third of it has passed. */
    @Override
    public void run() {
      if (nanos.getAsLong() - renewed > node.terms().lease().dividedBy(3).toNanos()) {
        var _ = stands();
      }
    }

    /** Renews it, and says whether it has stood all the while. */
    boolean stands() {
      if (!lost) {
        renewed = nanos.getAsLong();
        lost = !node.commons().renew(lease, node.terms().lease());
      }
      return !lost;
    }
  }

  /**
   * Gives a lease back that this node could not make use of.
   *
   * @param fresh whether the engine was only being filled: it must hear the whole minute the next
   *     time
   */
  private void abandon(Lease lease, boolean fresh) {
    if (fresh) {
      node.seat().clear();
    }
    try {
      node.commons().release(lease);
    } catch (StoreException e) {
      node.failed(e);
    }
  }

  /** An engine that goes on from what was published, and has heard the last minute. */
  private void fill(Lead ear, Renewal renewal, Inputs own, Pulse pulse, Instant now) {
    node.commons().published().ifPresent(node::offer);
    node.seat().resume(own.setup(), node.standing(), node.applied().memory(), now);
    ear.lastMinute(
        services(own),
        pulse.now(),
        node::failed,
        renewal,
        past ->
            node.seat()
                .hear(
                    Lead.inputs(own, past.heard(), true), Lead.here(past.at(), pulse.now(), now)));
  }

  private static Set<String> services(Inputs own) {
    return own.setup().services().keySet();
  }

  /** A step on what all nodes heard, published before it is applied. */
  Made decide(Inputs own, Pulse pulse, Situation before, Instant now) {
    Held holding = held;
    if (holding == null || node.seat().empty()) { // a step failed: somebody else may do better
      giveUp("its engine failed");
      return unchanged(before);
    }
    Heard heard = holding.ear().hear(services(own), pulse.now(), node::failed);
    node.meter().heard(holding.ear().tally());
    Inputs all = Lead.inputs(own, heard, true);
    Step step = node.seat().step(all, now);
    return switch (publisher.publish(holding.lease(), step, pulse, now)) {
      case NO_LEASE -> {
        node.meter().leadsNoMore("another took its lease");
        drop();
        yield unchanged(before);
      }
      case NOT_ABOVE -> {
        giveUp("the store has a higher version");
        yield unchanged(before);
      }
      case DONE, PERHAPS, NOTHING_NEW -> {
        node.applied().apply(step.snapshot());
        show(holding.lease(), step.situation(), all.viewers());
        yield Made.by(node.standing(), all, step);
      }
    };
  }

  private Made unchanged(Situation before) {
    return new Made(node.standing(), before, Optional.empty());
  }

  /** For people: what they cannot be shown this time they are shown next time. */
  private void show(Lease lease, Situation situation, SortedMap<Cell, Long> viewers) {
    try {
      node.commons().show(lease, new View(situation, viewers).bytes());
    } catch (StoreException e) {
      node.failed(e);
    }
  }

  private void giveUp(String why) {
    node.meter().leadsNoMore(why);
    release();
    drop();
  }

  private void drop() {
    held = null;
    node.seat().clear();
  }

  /** The store is out of reach: the lease will end by itself, the engine goes on. */
  void lose() {
    held = null;
  }

  /** Gives the lease back, if there is one, so that nobody waits for it to end. */
  void release() {
    Held holding = held;
    held = null;
    if (holding != null) {
      try {
        node.commons().release(holding.lease());
      } catch (StoreException e) {
        node.failed(e);
      }
    }
  }
}
