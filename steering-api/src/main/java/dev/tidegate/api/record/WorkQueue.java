package dev.tidegate.api.record;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Work that waits, bounded in number and in memory; a single piece always fits if none waits. */
final class WorkQueue {
  private static final int MOST = 600;

  /** About 60 MB. */
  private static final int MOST_WEIGHT = 20_000;

  private final BlockingQueue<Work> waiting = new ArrayBlockingQueue<>(MOST);
  private final AtomicInteger weight = new AtomicInteger();

  /** Never blocks. False if there is no room; one thread only may call. */
  boolean offer(Work work) {
    int now = weight.get();
    if (now > 0 && now + work.weight() > MOST_WEIGHT) {
      return false;
    }
    // Counted first: the other thread may be done with it before this one goes on.
    weight.addAndGet(work.weight());
    boolean taken = waiting.offer(work);
    if (!taken) {
      weight.addAndGet(-work.weight());
    }
    return taken;
  }

  /** Waits for room, but not for ever. */
  boolean offer(Work work, long seconds) throws InterruptedException {
    weight.addAndGet(work.weight());
    return waiting.offer(work, seconds, TimeUnit.SECONDS);
  }

  /** Whether most of the room is free, so that a new beginning is worth it. */
  boolean relaxed() {
    return weight.get() < MOST_WEIGHT / 4 && waiting.size() < MOST / 4;
  }

  /** The next piece; to be given to {@link #done} afterwards. */
  Work take() throws InterruptedException {
    return waiting.take();
  }

  void done(Work work) {
    weight.addAndGet(-work.weight());
  }
}
