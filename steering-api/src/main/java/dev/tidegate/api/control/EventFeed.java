package dev.tidegate.api.control;

import dev.tidegate.api.loop.Steering;
import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.AuditEntry;
import dev.tidegate.api.store.Store.DecisionFilter;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.engine.Decision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import reactor.core.publisher.Flux;
import tools.jackson.databind.node.ObjectNode;

/** Tells the event stream what has happened: the state each second, the rest as it comes. */
public final class EventFeed implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventFeed.class.getName());

  private static final int ENTRIES = 200;

  /** Ids of one start lie above those of the one before: below 2^53 until the year 2255. */
  private static final long IDS_A_MILLISECOND = 1000;

  private final Store store;
  private final Steering steering;
  private final InstantSource clock;
  private final String node;
  private final EventRing ring;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("event-feed").factory());
  private final OverrideNews overrides = new OverrideNews();
  private OptionalLong lastAudit = OptionalLong.empty(); // empty before the first look
  private String lastDecision = ""; // of another node; empty before the first look

  public EventFeed(Store store, Steering steering, InstantSource clock, String node) {
    this.store = store;
    this.steering = steering;
    this.clock = clock;
    this.node = node;
    this.ring = new EventRing(clock.millis() * IDS_A_MILLISECOND);
  }

  public void start() {
    var _ = timer.scheduleAtFixedRate(this::turn, 0, 1, TimeUnit.SECONDS);
  }

  /**
   * The stream for one who comes: see {@link EventRing#listen}. Who comes when nobody listened is
   * told the state at once.
   */
  Optional<Flux<Event>> listen(OptionalLong after, Predicate<Event> wanted) {
    return ring.listen(after, wanted)
        .map(events -> events.doOnSubscribe(subscription -> soon(this::tellFirstState)));
  }

  private void tellFirstState() {
    if (!ring.hasState()) {
      tellState();
    }
  }

  private void tellState() {
    tell("state", Words.state(steering, clock.instant(), node));
  }

  /** Tells one event. */
  private void tell(String name, ObjectNode data) {
    ring.tell(name, Json.text(data));
  }

  /** The loop has decided something. Returns at once. */
  public void decided(List<Decision> decisions) {
    if (!decisions.isEmpty()) {
      soon(() -> decisions.forEach(d -> ring.tell("decision", Decisions.json(d))));
    }
  }

  /** Another node has decided something: what the store has of it is told. Returns at once. */
  public void followed() {
    soon(this::tellDecisions);
  }

  private synchronized void tellDecisions() {
    List<StoredDecision> newest = store.decisions(DecisionFilter.ALL, ENTRIES, Optional.empty());
    List<StoredDecision> fresh =
        newest.stream().takeWhile(d -> !d.id().equals(lastDecision)).toList();
    if (!lastDecision.isEmpty() && ring.listened()) {
      fresh.reversed().forEach(d -> ring.tell("decision", d.json()));
    }
    lastDecision = newest.isEmpty() ? "" : newest.getFirst().id();
  }

  /** Overrides were written: their events are told without waiting for the next second. */
  void overridesChanged() {
    soon(this::tellOverrides);
  }

  private synchronized void tellOverrides() {
    Instant now = clock.instant();
    overrides.look(store.overrides(now), now).forEach(event -> tell("override", event));
  }

  /** Something was written: the entry is told without waiting for the next second. */
  void auditGrew() {
    soon(this::tellAudit);
  }

  /** What was written stands, even if the streams have ended and nobody can be told. */
  private void soon(Runnable task) {
    try {
      timer.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "the streams have ended", e);
    }
  }

  void turn() {
    try {
      if (ring.listened()) {
        tellState();
      } else {
        ring.forgetState(); // who comes in an hour is not told what was
      }
      tellOverrides();
      tellAudit();
    } catch (RuntimeException e) {
      // The store may be gone for a while; the stream goes on with the next second.
      LOG.log(Level.FINE, "event feed", e);
    }
  }

  private synchronized void tellAudit() {
    List<AuditEntry> newest = store.audit(Optional.empty(), ENTRIES, Optional.empty());
    long last = lastAudit.orElse(Long.MAX_VALUE);
    for (AuditEntry entry : newest.reversed()) {
      if (entry.seq() > last) {
        tell("audit", AuditLog.json(entry));
      }
    }
    lastAudit = OptionalLong.of(newest.isEmpty() ? 0 : newest.getFirst().seq());
  }

  @Override
  public void close() {
    timer.shutdownNow();
    ring.close();
  }
}
