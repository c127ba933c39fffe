package dev.tidegate.api.redis;

import dev.tidegate.api.store.Store.AuditEntry;
import dev.tidegate.api.store.StoreException;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** The two steps of an optimistic write: to see, and to commit if what was seen still stands. */
final class Committing {
  /** How long a replica may take to say that it has a write. */
  private static final long REPLICA_MILLIS = 100;

  private static final RedisScript COMMIT = RedisScript.load("commit.lua", ScriptOutputType.VALUE);

  private final RedisLink link;
  private final RedisKeys keys;
  private final LongAdder unreplicated = new LongAdder();

  Committing(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /**
   * What a write is worked out from.
   *
   * @param replicas of the master, connected and in step
   */
  record Seen<R>(Head head, int replicas, R read) {}

  /** What became of it. */
  enum Outcome {
    DONE,
    /** An operation of this id was done before; nothing was done now. */
    KNOWN,
    /** Somebody else wrote since; nothing was done. */
    MOVED
  }

  /**
   * @param replica how many replicas have it, told when they do; empty-handed where there are none
   */
  record Committed(Outcome outcome, CompletableFuture<Long> replica, boolean hasReplicas) {}

  /** Reads the head first: whatever is read after it and changed meanwhile moves it. */
  <R> Seen<R> see(String what, RedisCall<R> reading) {
    return link.call(
        keys.head(),
        what,
        redis -> {
          CompletionStage<Head> head = redis.get(keys.head()).thenApply(Head::read);
          CompletionStage<Integer> replicas =
              redis.info("replication").thenApply(RedisLink::replicasIn);
          CompletionStage<R> read = reading.on(redis);
          return head.thenCombine(replicas, (h, n) -> new Seen<Object>(h, n, h))
              .thenCombine(read, (seen, r) -> new Seen<>(seen.head(), seen.replicas(), r));
        });
  }

  /** Whether an operation of this id was done, as far as Redis remembers. */
  boolean knows(String id) {
    return link.<List<Double>>call(
                keys.head(),
                "look for an operation",
                redis -> redis.zmscore(keys.applied(), StoredForms.utf8(id)))
            .getFirst()
        != null;
  }

  /** Does it, if the head that was seen still stands. */
  Committed commit(String what, Operation operation, Seen<?> seen, AuditEntry entry) {
    List<String> names =
        new ArrayList<>(List.of(keys.head(), keys.audit(), keys.applied(), keys.written()));
    List<byte[]> arguments =
        new ArrayList<>(
            List.of(
                StoredForms.utf8(operation.id()),
                StoredForms.utf8(seen.head().text()),
                StoredForms.utf8(new Head(entry.seq(), entry.hash()).text()),
                StoredForms.utf8(Long.toString(entry.seq())),
                StoredForms.entry(entry),
                StoredForms.utf8(operation.entity()),
                StoredForms.utf8(Long.toString(StoredForms.millis(operation.audit().at()))),
                StoredForms.utf8(Integer.toString(Journal.KEPT))));
    for (Change change : operation.changes()) {
      names.add(change.key());
      arguments.add(StoredForms.utf8(change.kind().name()));
      arguments.add(StoredForms.utf8(change.field()));
      arguments.add(change.value());
    }
    return send(what, names, arguments.toArray(byte[][]::new), seen.replicas() > 0);
  }

  private Committed send(String what, List<String> names, byte[][] arguments, boolean replicas) {
    return link.call(
        keys.head(),
        what,
        redis -> {
          // The text each time: a WAIT that overtook a script sent again would wait for nothing.
          CompletionStage<byte[]> done = COMMIT.whole(redis, names, arguments);
          CompletableFuture<Long> replica =
              replicas
                  ? redis.waitForReplication(1, REPLICA_MILLIS).toCompletableFuture()
                  : CompletableFuture.completedFuture(0L);
          return done.thenApply(
              reply -> new Committed(Outcome.valueOf(StoredForms.text(reply)), replica, replicas));
        });
  }

  /** Waits until a replica has it, a little; the journal has it in any case. */
  void awaitReplica(Committed committed) {
    if (!committed.hasReplicas()) {
      return;
    }
    try {
      long have = committed.replica().get(2 * REPLICA_MILLIS, TimeUnit.MILLISECONDS);
      if (have < 1) {
        unreplicated.increment();
      }
    } catch (ExecutionException | TimeoutException e) {
      unreplicated.increment();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.unknown("interrupted while waiting for a replica", e);
    }
  }

  /** Writes that no replica had in time, though there was one. */
  long unreplicated() {
    return unreplicated.sum();
  }
}
