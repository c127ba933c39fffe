package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Intended;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one zone in step for as long as the program runs: at once when another snapshot is wanted,
 * and now and then to see whether somebody else wrote there. Of snapshots that come while a round
 * is under way only the newest counts.
 */
public final class ReconcileLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

  /** Somebody who overwrites us is found within so long. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /** So many conflicts in a row are no accident: somebody else writes there. */
  private static final int MANY_CONFLICTS = 3;

  private final Reconciler reconciler;
  private final Consumer<Round> told;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final AtomicLong failures = new AtomicLong();
  // Guarded by `lock`.
  private @Nullable Intended wanted;
  private boolean news;
  private boolean closed;

  private volatile boolean pen = true;

  private volatile @Nullable Round last;
  private volatile @Nullable Round lastApplied;
  private @Nullable Thread thread;
  private String said = "";

  /**
   * @param told of every round that was made
   */
  public ReconcileLoop(Reconciler reconciler, Consumer<Round> told) {
    this.reconciler = reconciler;
    this.told = told;
  }

  /** Begins; nothing is done before something is wanted. */
  public void start() {
    thread = Thread.ofVirtual().name("dns " + reconciler.name()).start(this::run);
  }

  /** This is wanted from now on. Returns at once. */
  public void want(Intended intended) {
    lock.lock();
    try {
      Intended before = wanted;
      wanted = intended;
      news = news || before == null || !before.shares().equals(intended.shares());
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether this process writes to the zone, or only looks at it because another one writes.
   * Returns at once.
   */
  public void hold(boolean holds) {
    if (pen == holds) {
      return;
    }
    lock.lock();
    try {
      pen = holds;
      news = true;
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The last round; empty before the first. */
  public Optional<Round> last() {
    return Optional.ofNullable(last);
  }

  /** The last round that changed something. */
  public Optional<Round> lastApplied() {
    return Optional.ofNullable(lastApplied);
  }

  /** Rounds in a row that did not bring the zone in step. */
  public long failures() {
    return failures.get();
  }

  public Reconciler reconciler() {
    return reconciler;
  }

  private void run() {
    int conflicts = 0;
    while (true) {
      Intended intended = await();
      if (intended == null) {
        return;
      }
      boolean writes = pen;
      Round round;
      try {
        round = writes ? reconciler.round(intended) : reconciler.plan(intended);
      } catch (RuntimeException e) {
        log.error("{}: a round failed", reconciler.name(), e);
        failures.incrementAndGet();
        continue;
      }
      last = round;
      if (!writes) { // what is out of step is the other's to see to
        failures.set(0);
        told.accept(round);
        continue;
      }
      if (round.outcome() instanceof Outcome.Applied) {
        lastApplied = round;
      }
      if (round.outcome().inStep()) {
        failures.set(0);
      } else {
        failures.incrementAndGet();
      }
      conflicts = round.outcome().word().equals("conflict") ? conflicts + 1 : 0;
      if (conflicts == MANY_CONFLICTS) {
        log.error(
            "{}: {} conflicts in a row, somebody else writes there", round.target(), conflicts);
      }
      say(round);
      told.accept(round);
    }
  }

  /** The same trouble is said once. */
  private void say(Round round) {
    String now = round.outcome().inStep() ? "" : round.outcome().toString();
    if (!now.isEmpty() && !now.equals(said)) {
      log.warn("{}: {}; the zone keeps what it said", round.target(), now);
    } else if (now.isEmpty() && !said.isEmpty()) {
      log.info("{}: in step again", round.target());
    }
    said = now;
    round.drift().forEach(drift -> log.warn("{}: {}", round.target(), drift));
    round
        .verification()
        .filter(v -> !v.right())
        .ifPresent(v -> log.warn("{}: {}", round.target(), v));
  }

  private @Nullable Intended await() {
    lock.lock();
    try {
      long left = pause().toNanos();
      // after a failure news waits too: whoever is in trouble is not asked faster for it
      boolean troubled = failures.get() > 0;
      while (!closed && (wanted == null || (left > 0 && (troubled || !news)))) {
        left = something.awaitNanos(wanted == null ? TimeUnit.DAYS.toNanos(1) : left);
      }
      news = false;
      return closed ? null : wanted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private Duration pause() {
    long failed = failures.get();
    if (failed == 0) {
      return LOOK_AGAIN;
    }
    Round round = last;
    if (round != null && round.outcome() instanceof Outcome.Refused) {
      return FIRST_RETRY; // the server is well: another snapshot may pass
    }
    Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(failed - 1, 5));
    return retry.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      something.signal();
    } finally {
      lock.unlock();
    }
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      try {
        running.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    reconciler.close();
  }
}
