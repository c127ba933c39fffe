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

  private final Reconciler reconciler;
  private final Consumer<Round> told;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  // Guarded by `lock`.
  private @Nullable Intended wanted;
  private boolean closed;

  /** Written under `lock`; a round that asks servers looks whether it keeps something waiting. */
  private volatile boolean news;

  private volatile boolean pen = true;

  private volatile @Nullable Round last;
  private volatile @Nullable Round lastApplied;
  private volatile @Nullable Round lastVerified;
  private @Nullable Thread thread;
  private final Sayings sayings = new Sayings();

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

  /** The last round in which the servers were asked; empty while another process writes. */
  public Optional<Round> lastVerified() {
    return Optional.ofNullable(lastVerified);
  }

  /** Rounds in a row that did not bring the zone in step. */
  public long failures() {
    return failures.get();
  }

  /** The same without those that our own guard ended: they say nothing against the server. */
  long faults() {
    return faults.get();
  }

  public Reconciler reconciler() {
    return reconciler;
  }

  private void run() {
    Intended intended = await();
    while (intended != null) {
      once(intended);
      intended = await();
    }
  }

  /** One round, and what follows from it. */
  void once(Intended intended) {
    try {
      round(intended, pen);
    } catch (RuntimeException e) {
      log.error("{}: a round failed", reconciler.name(), e);
      failures.incrementAndGet();
      faults.incrementAndGet();
    }
  }

  private void round(Intended intended, boolean writes) {
    Round round = writes ? reconciler.round(intended, () -> news) : reconciler.plan(intended);
    last = round;
    if (writes) {
      reckon(round);
      sayings.say(round);
    } else { // what is out of step is the other's to see to, and who serves it his to ask
      failures.set(0);
      faults.set(0);
      lastVerified = null;
    }
    told.accept(round);
  }

  private void reckon(Round round) {
    if (round.outcome() instanceof Outcome.Applied) {
      lastApplied = round;
    }
    if (round.verification().isPresent()) {
      lastVerified = round;
    }
    if (round.outcome().inStep()) {
      failures.set(0);
    } else {
      failures.incrementAndGet();
    }
    if (round.outcome().inStep() || round.outcome() instanceof Outcome.Refused) {
      faults.set(0);
    } else {
      faults.incrementAndGet();
    }
  }

  private @Nullable Intended await() {
    lock.lock();
    try {
      long left = pause().toNanos();
      boolean hurries = Pace.hurries(faults.get());
      while (!closed && (wanted == null || (left > 0 && !(hurries && news)))) {
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

  /** How long until the next look, if nothing is new. */
  Duration pause() {
    Round round = last;
    boolean refused = round != null && round.outcome() instanceof Outcome.Refused;
    Duration pause = Pace.pause(faults.get(), refused);
    boolean doubts = pen && round != null && round.outcome().inStep() && reconciler.doubts();
    return doubts ? Doubt.SOON : pause;
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
