package dev.tidegate.api.redis;

import dev.tidegate.api.store.AuditChain;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.AuditEntry;
import dev.tidegate.api.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Operators' writes. Each is optimistic: the head of the audit chain is read with what the write
 * needs, the write is worked out here, and one script does it all if the head still stands. So of
 * two nodes that write at once one does it again, and the chain has no gap.
 */
final class Ledger {
  /** Turns that a write takes before it gives up: with each somebody else has written. */
  private static final int TURNS = 50;

  /** How long an unknown outcome is followed up; longer than a failover takes is an operator's. */
  private static final Duration FOLLOWED = Duration.ofMillis(1_500);

  private static final Duration TURN = Duration.ofSeconds(5);

  /** Between two turns, at most. */
  private static final int JITTER_MILLIS = 25;

  private final Journal journal;
  private final RandomGenerator random;
  private final Committing committing;
  // Writers of this node take turns: they need not meet at the head, and the journal is in order.
  private final ReentrantLock writing = new ReentrantLock(true);

  /**
   * What a write comes to.
   *
   * @param write empty if there is nothing to do
   */
  record Prepared<T>(T result, Optional<Write> write) {
    static <T> Prepared<T> nothing(T result) {
      return new Prepared<>(result, Optional.empty());
    }

    static <T> Prepared<T> of(T result, String entity, List<Change> changes, AuditDraft audit) {
      return new Prepared<>(result, Optional.of(new Write(entity, changes, audit)));
    }
  }

  /** An {@link Operation} that has no id yet. */
  record Write(String entity, List<Change> changes, AuditDraft audit) {}

  /** Works a write out from what was read; called again if somebody else wrote meanwhile. */
  interface Preparing<R, T, X extends Exception> {
    Prepared<T> from(R read) throws X;
  }

  /** A turn whose outcome is not known. */
  private record Doubtful<T>(Operation operation, Head place, T result) {}

  Ledger(RedisLink link, RedisKeys keys, Journal journal, RandomGenerator random) {
    this.journal = journal;
    this.random = random;
    committing = new Committing(link, keys);
  }

  Committing committing() {
    return committing;
  }

  /**
   * Writes, and returns when Redis has it and the journal too.
   *
   * @param what for people
   * @param reading what the write needs
   * @throws StoreException if it cannot; {@link StoreException#mayBeDone} if that is not known
   */
  <R, T, X extends Exception> T write(
      String what, RedisCall<R> reading, Preparing<R, T, X> preparing) throws X {
    takeTurn(what);
    try {
      return turns(what, reading, preparing);
    } catch (NotJournalled e) {
      throw e.told(what);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Writes an operation again, unless Redis knows its id, and tells the journal where it stands.
   *
   * @param making works it out from what was read
   * @return whether it was written
   * @throws StoreException if it cannot; to be called again then
   */
  <R> boolean again(String id, RedisCall<R> reading, Function<R, Operation> making) {
    String what = "put a lost write back";
    takeTurn(what);
    try {
      for (int turn = 0; turn < TURNS; turn++) {
        Committing.Seen<R> seen = committing.see(what, reading);
        Operation operation = making.apply(seen.read());
        AuditEntry entry = next(seen.head(), operation.audit());
        Committing.Committed committed = committing.commit(what, operation, seen, entry);
        switch (committed.outcome()) {
          case DONE -> {
            journal.moved(id, new Head(entry.seq(), entry.hash()));
            committing.awaitReplica(committed);
            return true;
          }
          case KNOWN -> {
            return false;
          }
          case MOVED -> pause(what);
        }
      }
    } finally {
      writing.unlock();
    }
    throw new StoreException("other nodes write all the time: no turn to " + what);
  }

  private void takeTurn(String what) {
    try {
      if (!writing.tryLock(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("the store is busy: no turn to " + what + " within " + TURN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting to " + what, e);
    }
  }

  private <R, T, X extends Exception> T turns(
      String what, RedisCall<R> reading, Preparing<R, T, X> preparing) throws X {
    Doubts<T> doubts = new Doubts<>(what);
    for (int turn = 0; turn < TURNS; turn++) {
      try {
        Committing.Seen<R> seen = committing.see(what, reading);
        // After the head was read: a doubtful turn that is done later than this finds it moved.
        Optional<Doubtful<T>> done = doneAfterAll(doubts.all);
        if (done.isPresent()) {
          return acknowledged(done.get().operation(), done.get().place(), done.get().result());
        }
        Prepared<T> prepared = preparing.from(seen.read());
        if (prepared.write().isEmpty()) {
          return prepared.result();
        }
        Operation operation = named(prepared.write().get());
        AuditEntry entry = next(seen.head(), operation.audit());
        Head place = new Head(entry.seq(), entry.hash());
        doubts.all.add(new Doubtful<>(operation, place, prepared.result()));
        Committing.Committed committed = committing.commit(what, operation, seen, entry);
        if (committed.outcome() == Committing.Outcome.DONE) {
          T result = acknowledged(operation, place, prepared.result());
          committing.awaitReplica(committed);
          return result;
        }
        doubts.all.removeLast();
      } catch (StoreException e) {
        doubts.after(e);
      }
      pause(what);
    }
    throw new StoreException("other nodes write all the time: no turn to " + what);
  }

  private <T> T acknowledged(Operation operation, Head place, T result) {
    try {
      journal.add(operation, place);
      return result;
    } catch (StoreException e) {
      throw new NotJournalled(e);
    }
  }

  /** Not to be tried again: Redis has it. */
  private static final class NotJournalled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotJournalled(StoreException why) {
      super(why.getMessage(), why);
    }

    StoreException told(String what) {
      return StoreException.unknown(
          "Redis has it, but this node's journal does not, so it is not safe ("
              + what
              + "): "
              + getMessage(),
          this);
    }
  }

  /** Turns without an answer, and how long they are followed up. */
  private static final class Doubts<T> {
    final String what;
    final long end = System.nanoTime() + FOLLOWED.toNanos();
    final List<Doubtful<T>> all = new ArrayList<>();
    private int sure;

    Doubts(String what) {
      this.what = what;
    }

    /** Goes on if only time can tell; throws if it is over, or certain. */
    void after(StoreException e) {
      boolean ofThisTurn = all.size() > sure;
      if (ofThisTurn && !e.mayBeDone()) {
        all.removeLast(); // refused: certainly not done
      }
      sure = all.size();
      if (all.isEmpty()) {
        throw e;
      }
      if (System.nanoTime() > end) {
        throw StoreException.unknown(
            "whether Redis did it is not known; look before you try again ("
                + what
                + "): "
                + e.getMessage(),
            e);
      }
    }
  }

  private <T> Optional<Doubtful<T>> doneAfterAll(List<Doubtful<T>> doubts) {
    for (Doubtful<T> doubt : doubts) {
      if (committing.knows(doubt.operation().id())) {
        return Optional.of(doubt);
      }
    }
    return Optional.empty();
  }

  private Operation named(Write write) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return new Operation(
        HexFormat.of().formatHex(id), write.entity(), write.changes(), write.audit());
  }

  private static AuditEntry next(Head head, AuditDraft audit) {
    return AuditChain.link(head.seq() + 1, audit, head.hash());
  }

  private void pause(String what) {
    try {
      Thread.sleep(1 + random.nextInt(JITTER_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting to " + what, e);
    }
  }
}
