package dev.tidegate.launcher.agent;

import dev.tidegate.telemetry.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Results that wait to be handed in: so many, and for a minute, after which the control plane would
 * not take them. The oldest go first, and go first when there is no room. Thread-safe.
 */
final class Outbox {
  static final int ROOM = 20_000;
  static final int BATCH = 1000;
  private static final Duration TOO_OLD = Duration.ofSeconds(60);

  private final Deque<ProbeResult> waiting = new ArrayDeque<>();
  private long dropped;

  synchronized void add(ProbeResult result) {
    if (waiting.size() >= ROOM) {
      waiting.removeFirst();
      dropped++;
    }
    waiting.addLast(result);
  }

  /** The next batch, which stays until {@link #sent}. */
  synchronized List<ProbeResult> next(Instant now) {
    while (!waiting.isEmpty() && waiting.getFirst().ended().isBefore(now.minus(TOO_OLD))) {
      waiting.removeFirst();
      dropped++;
    }
    List<ProbeResult> batch = new ArrayList<>(Math.min(BATCH, waiting.size()));
    waiting.stream().limit(BATCH).forEach(batch::add);
    return batch;
  }

  /** Forgets a batch that was taken. */
  synchronized void sent(List<ProbeResult> batch) {
    for (ProbeResult result : batch) {
      // Where the room was needed meanwhile, the first of the batch have gone already.
      if (!waiting.isEmpty() && waiting.getFirst().equals(result)) {
        waiting.removeFirst();
      }
    }
  }

  /** Forgets a batch that was not taken, and will not be. */
  synchronized void lost(List<ProbeResult> batch) {
    int before = waiting.size();
    sent(batch);
    dropped += before - waiting.size();
  }

  /** Results that nobody will hear of. */
  synchronized long dropped() {
    return dropped;
  }
}
