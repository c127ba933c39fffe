package dev.tidegate.api.nodes;

import dev.tidegate.answer.Version;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One node's way to a {@link MemoryPlace}: {@link Commons} without a server, for tests of what
 * stands on it. It can be cut off like a connection.
 */
public final class MemoryCommons implements Commons {
  /** How the way to the store is. */
  public enum Way {
    OPEN,
    /** Nothing arrives: calls throw, and nothing was done. News are missed. */
    CUT,
    /**
     * What is asked arrives and is done, but answers are too late: calls throw. News are missed.
     */
    SLOW,
    /** Nothing is answered as with {@link #CUT}, but news come. */
    NEWS,
    /** The logs can neither be read nor appended to, as if another server had them. */
    NO_LOGS
  }

  private final MemoryPlace place;
  private final String token;
  private volatile Way way = Way.OPEN;
  private volatile Consumer<byte[]> listener = _ -> {};

  public MemoryCommons(MemoryPlace place) {
    this.place = place;
    this.token = place.token();
    place.listen(this::hear);
  }

  /** Changes the way; when it opens, who listens is told. */
  public void way(Way to) {
    Way was = way;
    way = to;
    if (was != Way.OPEN && to == Way.OPEN) {
      listener.accept(new byte[0]);
    }
  }

  private void hear(byte[] news) {
    if (way != Way.CUT && way != Way.SLOW) {
      listener.accept(news);
    }
  }

  private <T> T call(Supplier<T> what) {
    if (way == Way.CUT || way == Way.NEWS) {
      throw new StoreException("the store cannot be reached");
    }
    T result = what.get();
    if (way == Way.SLOW) {
      throw new StoreException("the store did not answer in time");
    }
    return result;
  }

  private <T> T callLogs(Supplier<T> what) {
    if (way == Way.NO_LOGS) {
      throw new StoreException("the logs cannot be reached");
    }
    return call(what);
  }

  private boolean stands(MemoryPlace.State state, Lease lease) {
    return state.lease().equals(Optional.of(lease));
  }

  @Override
  public Pulse pulse(Sign own) {
    return call(
        () -> {
          MemoryPlace.State s = place.write(state -> state.signed(own, place.now()));
          return new Pulse(
              s.lease().map(Lease::node),
              s.epoch(),
              s.published().map(Publication::version),
              s.writes(),
              place.now());
        });
  }

  @Override
  public List<Sign> nodes(Duration within) {
    long since = place.now() - within.toMillis();
    return call(
        () ->
            place.state().signs().values().stream()
                .filter(seen -> seen.at() >= since)
                .map(MemoryPlace.Seen::sign)
                .toList());
  }

  @Override
  public Optional<Lease> acquire(String node, long seen, Duration length) {
    return call(
        () -> {
          MemoryPlace.State after =
              place.write(
                  s -> {
                    long epoch = Rules.nextEpoch(s.epoch(), seen);
                    Lease lease = new Lease(node, token, epoch);
                    return s.lease().filter(held -> !own(held, node)).isPresent()
                        ? s
                        : s.leased(Optional.of(lease), place.now() + length.toMillis(), epoch);
                  });
          return after.lease().filter(held -> own(held, node));
        });
  }

  private boolean own(Lease lease, String node) {
    return lease.token().equals(token) && lease.node().equals(node);
  }

  @Override
  public boolean renew(Lease lease, Duration length) {
    return call(
        () ->
            stands(
                place.write(
                    s ->
                        stands(s, lease)
                            ? s.leased(s.lease(), place.now() + length.toMillis(), s.epoch())
                            : s),
                lease));
  }

  @Override
  public void release(Lease lease) {
    call(() -> place.write(s -> stands(s, lease) ? s.leased(Optional.empty(), 0, s.epoch()) : s));
  }

  @Override
  public void raise(long epoch) {
    call(
        () -> place.write(s -> s.epoch() >= epoch ? s : s.leased(s.lease(), s.leaseEnds(), epoch)));
  }

  @Override
  public Outcome publish(Lease lease, Publication publication, byte[] news) {
    if (publication.version().epoch() != lease.epoch()) {
      throw new IllegalArgumentException(
          publication.version() + " is not of the lease's epoch " + lease.epoch());
    }
    return call(
        () -> {
          Outcome[] outcome = {Outcome.DONE};
          place.write(
              s -> {
                outcome[0] = judge(s, lease, publication.version());
                return outcome[0] == Outcome.DONE ? s.published(publication) : s;
              });
          if (outcome[0] == Outcome.DONE) {
            place.tell(news);
          }
          return outcome[0];
        });
  }

  private Outcome judge(MemoryPlace.State s, Lease lease, Version version) {
    if (!stands(s, lease)) {
      return Outcome.NO_LEASE;
    }
    boolean above = s.published().filter(p -> version.compareTo(p.version()) <= 0).isEmpty();
    return above ? Outcome.DONE : Outcome.NOT_ABOVE;
  }

  @Override
  public Outcome keep(Lease lease, byte[] memory, List<StoredDecision> decisions) {
    return call(
        () -> {
          boolean[] stood = {false};
          place.write(
              s -> {
                stood[0] = stands(s, lease);
                return stood[0] ? s.kept(memory, decisions) : s;
              });
          return stood[0] ? Outcome.DONE : Outcome.NO_LEASE;
        });
  }

  @Override
  public Optional<Publication> published() {
    return call(() -> place.state().published());
  }

  @Override
  public Optional<byte[]> memory() {
    return call(() -> place.state().memory());
  }

  @Override
  public void show(Lease lease, byte[] view) {
    call(() -> place.write(s -> stands(s, lease) ? s.showing(view) : s));
  }

  @Override
  public Optional<byte[]> shown() {
    return call(() -> place.state().view());
  }

  @Override
  public void append(String service, byte[] entry) {
    callLogs(
        () ->
            place.write(
                s -> {
                  long now = place.now();
                  List<LogEntry> log = s.logs().getOrDefault(service, List.of());
                  String id = MemoryPlace.nextId(log, now);
                  long at = Long.parseLong(id.substring(0, id.indexOf('-')));
                  return s.logged(service, new LogEntry(id, at, entry), place.logBound());
                }));
  }

  @Override
  public List<LogEntry> read(String service, Optional<String> after, Duration within, int most) {
    return callLogs(
        () -> {
          List<LogEntry> log = place.logs().getOrDefault(service, List.of());
          long since = place.now() - within.toMillis();
          return log.stream()
              .filter(e -> after.map(id -> isAfter(e.id(), id)).orElse(e.at() >= since))
              .limit(most)
              .toList();
        });
  }

  private static boolean isAfter(String id, String other) {
    String[] a = id.split("-", 2);
    String[] b = other.split("-", 2);
    int byTime = Long.compare(Long.parseLong(a[0]), Long.parseLong(b[0]));
    return byTime != 0 ? byTime > 0 : Long.parseLong(a[1]) > Long.parseLong(b[1]);
  }

  /** Tells {@code who} on the thread of whoever publishes, so that tests have one order. */
  @Override
  public void listen(Consumer<byte[]> who) {
    listener = who;
    who.accept(new byte[0]);
  }

  @Override
  public void close() {
    listener = _ -> {};
  }
}
