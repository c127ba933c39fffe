package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.rehearsal.live.Audience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what viewers were not answered. Each viewer stays with its node; so what failed while the
 * node did not live, or so shortly after that it may have been asked before, is nobody's promise.
 */
final class Players implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(200);

  /** Longer than a viewer waits for an answer (5 s). */
  private static final Duration OUTSTANDING = Duration.ofSeconds(6);

  private final List<Audience> audiences;
  private final List<Thread> threads = new ArrayList<>();
  private final LongAdder failed = new LongAdder();
  private volatile boolean stop;

  Players(Nodes nodes) {
    audiences = nodes.audiences();
    for (int i = 0; i < audiences.size(); i++) {
      Node node = nodes.nodes().get(i);
      Audience audience = audiences.get(i);
      threads.add(Thread.ofVirtual().name("players-" + i).start(() -> count(node, audience)));
    }
  }

  private void count(Node node, Audience audience) {
    long life = node.life();
    long since = System.nanoTime() - OUTSTANDING.toNanos();
    long before = audience.tally().answersFailed.sum();
    try {
      while (!stop) {
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
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
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
    stop = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
