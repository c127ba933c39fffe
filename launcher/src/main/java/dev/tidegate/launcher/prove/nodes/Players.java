package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.prove.Crew;
import dev.tidegate.rehearsal.live.Audience;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Counts what viewers were not answered. Each viewer stays with its node; so what failed while the
 * node did not live, or so shortly after that it may have been asked before, is nobody's promise.
 */
final class Players implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(200);

  /** Longer than a viewer waits for an answer (5 s). */
  private static final Duration OUTSTANDING = Duration.ofSeconds(6);

  private final List<Audience> audiences;
  private final Crew crew = new Crew();
  private final LongAdder failed = new LongAdder();

  Players(Nodes nodes) {
    audiences = nodes.audiences();
    for (int i = 0; i < audiences.size(); i++) {
      Node node = nodes.nodes().get(i);
      Audience audience = audiences.get(i);
      crew.start("players-" + i, on -> count(node, audience, on));
    }
  }

  private void count(Node node, Audience audience, BooleanSupplier on) throws InterruptedException {
    long life = node.life();
    long since = System.nanoTime() - OUTSTANDING.toNanos();
    long before = audience.tally().answersFailed.sum();
    while (on.getAsBoolean()) {
      Thread.sleep(EVERY);
      long now = audience.tally().answersFailed.sum();
      if (node.life() != life) {
        life = node.life();
        since = System.nanoTime();
      }
      boolean promised = life % 2 == 0 && System.nanoTime() - since > OUTSTANDING.toNanos();
      failed.add(promised ? now - before : 0);
      before = now;
    }
  }

  /** Requests for answers, all of them. */
  long asked() {
    return audiences.stream().mapToLong(audience -> audience.tally().answers.sum()).sum();
  }

  /** Those that failed though the node lived. */
  long failed() {
    return failed.sum();
  }

  @Override
  public void close() {
    crew.close();
  }
}
