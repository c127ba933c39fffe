package dev.tidegate.api.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Time that stands until it is moved; what is due then runs, on the thread that moves it. */
final class HandTimeline implements Timeline {
  private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

  private record Due(long nanos, long order, Runnable task) {}

  private final PriorityQueue<Due> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::order));
  // Not 0, since zero hides faults.
  private final AtomicLong now = new AtomicLong(1_000_000_007L);
  private final long begin = now.get();
  private volatile Duration ahead = Duration.ZERO;
  private long order;
  private boolean closed;

  @Override
  public Instant instant() {
    return BEGIN.plusNanos(now.get() - begin).plus(ahead);
  }

  @Override
  public long nanos() {
    return now.get();
  }

  @Override
  public synchronized void schedule(Duration delay, Runnable task) {
    if (!closed) {
      waiting.add(new Due(now.get() + delay.toNanos(), order++, task));
    }
  }

  /** Moves time on, through all that becomes due. */
  void advance(Duration by) {
    long until = now.get() + by.toNanos();
    for (Due due = nextUntil(until); due != null; due = nextUntil(until)) {
      now.accumulateAndGet(due.nanos(), Math::max);
      due.task().run();
    }
    now.accumulateAndGet(until, Math::max);
  }

  /** Time passes while a task runs: nothing else becomes due before it ends. */
  void pass(Duration by) {
    now.addAndGet(by.toNanos());
  }

  /** Sets the clock on the wall; nothing becomes due for it. */
  void jump(Duration by) {
    ahead = ahead.plus(by);
  }

  private synchronized @Nullable Due nextUntil(long until) {
    Due first = waiting.peek();
    return first != null && first.nanos() <= until ? waiting.poll() : null;
  }

  /** For the next loop of the same test. */
  synchronized void reopen() {
    closed = false;
  }

  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
  }
}
