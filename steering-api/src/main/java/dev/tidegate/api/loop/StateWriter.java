package dev.tidegate.api.loop;

import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.StoredDecision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the store what the engine leaves behind, on a thread of its own, so that a slow store
 * delays a step by no more than a deadline. While one write is under way, newer states replace each
 * other and decisions gather behind it, up to a bound.
 */
final class StateWriter implements AutoCloseable {
  /** How many decisions wait for a store that does not take them; the oldest go first. */
  static final int DECISIONS_WAITING = 20_000;

  /** A write that takes longer is as good as a store that is gone. */
  private static final Duration GONE_AFTER = Duration.ofSeconds(5);

  private final Store store;
  private final LoopMeter meter;
  private final LongSupplier nanos;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("tidegate-store").daemon().factory());
  private final Deque<StoredDecision> decisions = new ArrayDeque<>();
  private final LongAdder dropped = new LongAdder();
  private byte @Nullable [] state;
  private @Nullable CountDownLatch written;
  private boolean busy;
  private long busySince;
  private volatile boolean failing;

  /**
   * @param nanos a monotonic time
   */
  StateWriter(Store store, LoopMeter meter, LongSupplier nanos) {
    this.store = store;
    this.meter = meter;
    this.nanos = nanos;
  }

  /**
   * Hands over and waits until it is stored, but no longer than {@code deadline}, and not at all
   * behind a write that is late already.
   *
   * @return false if it is not stored yet
   */
  boolean save(byte[] newest, List<StoredDecision> made, Duration deadline) {
    CountDownLatch done = new CountDownLatch(1);
    boolean late;
    synchronized (this) {
      state = newest;
      decisions.addAll(made);
      trim();
      written = done;
      late = busy && nanos.getAsLong() - busySince >= deadline.toNanos();
      if (!busy) {
        busy = true;
        busySince = nanos.getAsLong();
        thread.execute(this::writeAll);
      }
    }
    return !late && await(done, deadline) && !failing;
  }

  private void trim() {
    while (decisions.size() > DECISIONS_WAITING) {
      decisions.removeFirst();
      dropped.increment();
    }
  }

  private static boolean await(CountDownLatch done, Duration deadline) {
    try {
      return done.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void writeAll() {
    @Nullable Batch batch = take();
    while (batch != null) {
      try {
        store.saveEngine(batch.state, batch.decisions);
        failing = false;
      } catch (RuntimeException e) {
        failing = true;
        meter.storeFailed(e);
        putBack(batch);
      }
      // Those who wait are told last, so that what they do next finds this thread at rest.
      @Nullable Batch next = failing ? rest() : take();
      batch.written.countDown();
      batch = next;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Batch(byte[] state, List<StoredDecision> decisions, CountDownLatch written) {}

  private synchronized @Nullable Batch take() {
    byte @Nullable [] newest = state;
    @Nullable CountDownLatch waiter = written;
    if (newest == null || waiter == null) {
      busy = false;
      return null;
    }
    Batch batch = new Batch(newest, List.copyOf(decisions), waiter);
    state = null;
    decisions.clear();
    busySince = nanos.getAsLong();
    return batch;
  }

  /** After a failure: what waits is tried again with the next {@link #save}. */
  private synchronized @Nullable Batch rest() {
    busy = false;
    if (written != null) {
      written.countDown();
    }
    return null;
  }

  private synchronized void putBack(Batch batch) {
    List<StoredDecision> newer = new ArrayList<>(decisions);
    decisions.clear();
    decisions.addAll(batch.decisions);
    decisions.addAll(newer);
    trim();
  }

  /** Does something else on the store's thread, after what waits there. */
  void run(Runnable task) {
    thread.execute(task);
  }

  /** False after a write that failed, or during one that takes too long. */
  synchronized boolean reachable() {
    return !failing && !(busy && nanos.getAsLong() - busySince > GONE_AFTER.toNanos());
  }

  /** Decisions that a failing store could not take and that no longer wait. */
  long dropped() {
    return dropped.sum();
  }

  /** Waits for what is under way, for a while. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(GONE_AFTER.toSeconds(), TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
