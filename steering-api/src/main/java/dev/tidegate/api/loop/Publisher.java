package dev.tidegate.api.loop;

import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.nodes.Commons.Pulse;
import dev.tidegate.api.nodes.Lease;
import dev.tidegate.api.nodes.News;
import dev.tidegate.api.nodes.Publication;
import dev.tidegate.api.nodes.Rules;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.engine.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Publishes what the leader decided: a new version at once, what only lies behind now and then. */
final class Publisher {
  /** As often as a single node stores what changed without a new version. */
  private static final Duration KEEP_EVERY = Duration.ofSeconds(10);

  /** News beyond this are not told: whoever follows reads the whole with its next tick. */
  private static final int MOST_NEWS = 256 * 1024;

  /** Decisions that wait for a store that does not take them; the oldest go first. */
  private static final int DECISIONS_WAITING = 20_000;

  private final Node node;
  private final Shown shown;
  private final Deque<StoredDecision> waiting = new ArrayDeque<>();
  private Instant keptAt = Instant.MIN;

  /** What came of it. */
  enum Came {
    DONE,
    /** There was nothing new to publish. */
    NOTHING_NEW,
    /** The store did not say. It is tried again with the next tick. */
    PERHAPS,
    NO_LEASE,
    NOT_ABOVE
  }

  Publisher(Node node, Shown shown) {
    this.node = node;
    this.shown = shown;
  }

  /**
   * Publishes what {@code step} made, before this node applies it.
   *
   * @param pulse how the store stood at the beginning of the tick
   */
  Came publish(Lease lease, Step step, Pulse pulse, Instant now) {
    waiting.addAll(shown.of(step.decisions()));
    while (waiting.size() > DECISIONS_WAITING) {
      waiting.removeFirst();
    }
    Version published = pulse.published().orElse(Rules.NOTHING);
    boolean news = Rules.applies(published, step.snapshot().version());
    boolean due = keptAt.isAfter(now) || keptAt.plus(KEEP_EVERY).compareTo(now) <= 0;
    if (!news && waiting.isEmpty() && !due) {
      return Came.NOTHING_NEW;
    }
    Optional<byte[]> memory = node.seat().save();
    if (memory.isEmpty()) {
      return Came.NOTHING_NEW;
    }
    node.applied().remember(step.snapshot().version(), memory.get());
    try {
      Commons.Outcome outcome =
          news
              ? node.commons()
                  .publish(lease, publication(step, memory.get()), news(step.snapshot()))
              : node.commons().keep(lease, memory.get(), List.copyOf(waiting));
      node.meter().published(outcome);
      return came(outcome, now);
    } catch (StoreException e) {
      node.meter().publishedPerhaps();
      return Came.PERHAPS;
    }
  }

  private Came came(Commons.Outcome outcome, Instant now) {
    return switch (outcome) {
      case DONE -> {
        waiting.clear();
        keptAt = now;
        yield Came.DONE;
      }
      case NO_LEASE -> Came.NO_LEASE;
      case NOT_ABOVE -> Came.NOT_ABOVE;
    };
  }

  private Publication publication(Step step, byte[] memory) {
    return new Publication(
        step.snapshot().version(),
        SnapshotCodec.bytes(step.snapshot()),
        memory,
        List.copyOf(waiting));
  }

  private byte[] news(SteeringSnapshot next) {
    return node.applied()
        .snapshot()
        .map(standing -> News.between(standing, next).bytes())
        .filter(bytes -> bytes.length <= MOST_NEWS)
        .orElseGet(() -> new byte[0]);
  }
}
