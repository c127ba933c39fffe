package dev.tidegate.api.nodes;

import dev.tidegate.answer.Version;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where nodes meet: one lease, one publication, and a bounded log a service of what each node
 * heard. Thread-safe. Every method has a deadline of the implementation's own (well under a tick)
 * and throws {@link StoreException} when it is passed or the store cannot do it now; whether
 * something was done is then unknown, and it may be called again.
 *
 * <p>Laws (the suite {@code CommonsContract} tests them in this order):
 *
 * <ol>
 *   <li>At most one lease stands at a time; one that is not renewed for its length is gone, and one
 *       that its holder takes once more, since it never heard that it has it.
 *   <li>Each lease has an epoch above every epoch that the store has seen, and above the one that
 *       its taker has seen.
 *   <li>Only the standing lease publishes, and only versions of its own epoch that are above what
 *       is published.
 *   <li>What was published is read whole, by every node, until the next is published; what the
 *       standing lease keeps beside it replaces its memory alone.
 *   <li>A log keeps what was appended, in order, once each call, and no more than its bound.
 *   <li>A news item reaches everyone who listens and is connected; nothing depends on it.
 * </ol>
 *
 * <p>The store may lose what it acknowledged, when a replica that lags takes over. Nothing here
 * repairs that: {@link Rules} says how nodes stay right all the same.
 */
public interface Commons extends AutoCloseable {
  /** Says that this node lives, and asks how things stand. Once a tick, by every node. */
  Pulse pulse(Sign own);

  /** The nodes that gave a sign of life in the last {@code within}, by name. */
  List<Sign> nodes(Duration within);

  /**
   * Takes the lease if nobody has it, or if this process has it already: an answer that was lost
   * costs a call, not the length of a lease.
   *
   * @param node who
   * @param seen the highest epoch that the node has seen
   * @param length after which it is gone unless renewed
   */
  Optional<Lease> acquire(String node, long seen, Duration length);

  /** False if it is no longer the standing lease. */
  boolean renew(Lease lease, Duration length);

  /** Gives it back, if it still stands. */
  void release(Lease lease);

  /** No lease will have an epoch up to this one. */
  void raise(long epoch);

  /**
   * Publishes, if {@code lease} stands and the version is above the published one.
   *
   * @param news for those who listen; opaque here
   */
  Outcome publish(Lease lease, Publication publication, byte[] news);

  /**
   * Keeps what the next leader begins with, and decisions, without publishing anything.
   *
   * @return never {@link Outcome#NOT_ABOVE}
   */
  Outcome keep(Lease lease, byte[] memory, List<StoredDecision> decisions);

  /** What became of {@link #publish} or {@link #keep}. */
  enum Outcome {
    DONE,
    /** The lease has ended: another may lead. */
    NO_LEASE,
    /** The store has this version or a higher one: lead under a new epoch. */
    NOT_ABOVE
  }

  /** What was published last. */
  Optional<Publication> published();

  /** {@link Publication#memory} of what was published last, without the rest. */
  Optional<byte[]> memory();

  /** Shows what the leader believes, for people who ask another node; opaque here. */
  void show(Lease lease, byte[] view);

  /** What was shown last. */
  Optional<byte[]> shown();

  /** Appends to a service's log; the oldest entries go beyond the bound. */
  void append(String service, byte[] entry);

  /**
   * Entries of a service's log after {@code after}, oldest first.
   *
   * @param after {@link LogEntry#id}; empty: from the oldest kept that is younger than {@code
   *     within}
   * @param within how far back to begin, by the store's clock, where {@code after} is empty
   * @param most entries, at most
   */
  List<LogEntry> read(String service, Optional<String> after, Duration within, int most);

  /**
   * An entry of a log.
   *
   * @param id rises with time
   * @param at when it was appended, in milliseconds of the store's clock
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record LogEntry(String id, long at, byte[] body) {}

  /**
   * Tells {@code who} of news from now on, on a thread of this object's; what comes while the
   * connection is down is missed. An empty array says that the connection is back.
   */
  void listen(Consumer<byte[]> who);

  @Override
  void close();

  /**
   * A node's sign of life.
   *
   * @param node its name
   * @param address of its operator plane, for people
   * @param boot which start of the node this is: rises
   * @param version what it answers from
   * @param leading whether it holds the lease, as far as it knows
   * @param at by its own clock, in milliseconds: the difference to others' shows skew
   * @param program its version
   */
  record Sign(
      String node,
      String address,
      long boot,
      Version version,
      boolean leading,
      long at,
      String program) {}

  /**
   * How things stand.
   *
   * @param leader who holds the lease
   * @param epoch the highest that the store has seen
   * @param published what was published last
   * @param writes rises with every operator's write: who sees another number than before reads
   *     overrides, configuration and documents again
   * @param now the store's clock, in milliseconds
   */
  record Pulse(
      Optional<String> leader, long epoch, Optional<Version> published, String writes, long now) {}
}
