package dev.tidegate.api.nodes;

import dev.tidegate.api.nodes.Commons.LogEntry;
import dev.tidegate.api.nodes.Commons.Sign;
import dev.tidegate.api.store.Store.StoredDecision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What nodes of one test share through their {@link MemoryCommons}: the store's state, all of it
 * one value, so that it can be put back to what it was some writes ago. Deterministic: its clock is
 * passed in. Thread-safe.
 */
public final class MemoryPlace {
  /** How many writes can be lost, at most. */
  private static final int KEPT = 1_000;

  /** Decisions, at most. */
  private static final int DECISIONS = 1_000;

  private final LongSupplier clock;
  private final int logBound;
  private final Deque<State> before = new ArrayDeque<>();
  private final List<Consumer<byte[]>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger ways = new AtomicInteger();
  private State state = State.EMPTY;

  /**
   * @param clock the store's, in milliseconds
   * @param logBound entries of a log, at most
   */
  public MemoryPlace(LongSupplier clock, int logBound) {
    this.clock = clock;
    this.logBound = logBound;
  }

  /**
   * @param leaseEnds when, in milliseconds of the clock; without a lease it means nothing
   * @param signs each with the time at which it came
   */
  record State(
      Optional<Lease> lease,
      long leaseEnds,
      long epoch,
      Optional<Publication> published,
      Optional<byte[]> memory,
      List<StoredDecision> decisions,
      Optional<byte[]> view,
      SortedMap<String, Seen> signs,
      SortedMap<String, List<LogEntry>> logs,
      String writes) {
    static final State EMPTY =
        new State(
            Optional.empty(),
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            new TreeMap<>(),
            new TreeMap<>(),
            "");

    State leased(Optional<Lease> to, long ends, long seen) {
      return new State(to, ends, seen, published, memory, decisions, view, signs, logs, writes);
    }

    State published(Publication to) {
      Publication alone = new Publication(to.version(), to.snapshot(), to.memory(), List.of());
      return new State(
              lease,
              leaseEnds,
              epoch,
              Optional.of(alone),
              memory,
              decisions,
              view,
              signs,
              logs,
              writes)
          .kept(to.memory(), to.decisions());
    }

    State kept(byte[] bytes, List<StoredDecision> more) {
      List<StoredDecision> all = new ArrayList<>(decisions);
      all.addAll(more);
      List<StoredDecision> last =
          List.copyOf(all.subList(Math.max(0, all.size() - DECISIONS), all.size()));
      return new State(
          lease,
          leaseEnds,
          epoch,
          published.map(p -> new Publication(p.version(), p.snapshot(), bytes, List.of())),
          Optional.of(bytes),
          last,
          view,
          signs,
          logs,
          writes);
    }

    State showing(byte[] to) {
      return new State(
          lease,
          leaseEnds,
          epoch,
          published,
          memory,
          decisions,
          Optional.of(to),
          signs,
          logs,
          writes);
    }

    State signed(Sign sign, long at) {
      SortedMap<String, Seen> more = new TreeMap<>(signs);
      more.put(sign.node(), new Seen(sign, at));
      return new State(
          lease, leaseEnds, epoch, published, memory, decisions, view, more, logs, writes);
    }

    State logged(String service, LogEntry entry, int bound) {
      List<LogEntry> log = new ArrayList<>(logs.getOrDefault(service, List.of()));
      log.add(entry);
      SortedMap<String, List<LogEntry>> more = new TreeMap<>(logs);
      more.put(service, List.copyOf(log.subList(Math.max(0, log.size() - bound), log.size())));
      return new State(
          lease, leaseEnds, epoch, published, memory, decisions, view, signs, more, writes);
    }

    State written(String number) {
      return new State(
          lease, leaseEnds, epoch, published, memory, decisions, view, signs, logs, number);
    }
  }

  record Seen(Sign sign, long at) {}

  /** A word that nobody else has. */
  String token() {
    return "way" + ways.incrementAndGet();
  }

  long now() {
    return clock.getAsLong();
  }

  int logBound() {
    return logBound;
  }

  /** How things stand; a lease that has ended is not there. */
  synchronized State state() {
    return state.lease().isPresent() && state.leaseEnds() <= now()
        ? state.leased(Optional.empty(), 0, state.epoch())
        : state;
  }

  /** One write: all of it or nothing. */
  synchronized State write(UnaryOperator<State> change) {
    State old = state();
    State changed = change.apply(old);
    if (!changed.equals(old)) {
      before.addLast(old);
      if (before.size() > KEPT) {
        before.removeFirst();
      }
      state = changed;
    }
    return changed;
  }

  /** The store fails over to a replica that lacks the last {@code writes}, or all that is kept. */
  public synchronized void lose(int writes) {
    for (int i = 0; i < writes && !before.isEmpty(); i++) {
      state = before.removeLast();
    }
  }

  /** An operator has written something; for {@link Commons.Pulse#writes}. */
  public void operatorWrote(String number) {
    write(s -> s.written(number));
  }

  /** Those kept, oldest first. */
  public List<StoredDecision> decisions() {
    return state().decisions();
  }

  void listen(Consumer<byte[]> who) {
    listeners.add(who);
  }

  /** Tells all, on the caller's thread, one after the other. */
  void tell(byte[] news) {
    listeners.forEach(who -> who.accept(news));
  }

  /**
   * Ids of a log rise, though two entries come in one millisecond, and though the clock goes back.
   */
  static String nextId(List<LogEntry> log, long now) {
    if (log.isEmpty()) {
      return now + "-0";
    }
    LogEntry last = log.getLast();
    long number = Long.parseLong(last.id().substring(last.id().indexOf('-') + 1));
    return last.at() < now ? now + "-0" : last.at() + "-" + (number + 1);
  }

  Map<String, List<LogEntry>> logs() {
    return state().logs();
  }
}
