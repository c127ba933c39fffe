package dev.tidegate.api.redis;

import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes again what this node's journal has and Redis has no more. */
final class PutBack {
  private static final int PAGE = 500;

  /** Looked at to see whether anything is missing: a failover loses the last writes first. */
  private static final int NEWEST = 100;

  private final RedisLink link;
  private final RedisKeys keys;
  private final Journal journal;
  private final Ledger ledger;
  private final Writes writes;

  PutBack(RedisLink link, RedisKeys keys, Journal journal, Ledger ledger, Writes writes) {
    this.link = link;
    this.keys = keys;
    this.journal = journal;
    this.ledger = ledger;
    this.writes = writes;
  }

  boolean forgotten() {
    return !missing(journal.newest(NEWEST)).isEmpty();
  }

  int run() {
    putSecrets();
    int done = 0;
    long after = 0;
    List<Journal.Place> page = journal.after(after, PAGE);
    while (!page.isEmpty()) {
      for (Journal.Place lost : missing(page)) {
        done += writeAgain(lost) ? 1 : 0;
      }
      after = page.getLast().number();
      page = journal.after(after, PAGE);
    }
    return done;
  }

  private boolean writeAgain(Journal.Place place) {
    return journal
        .operation(place.number())
        .filter(
            lost ->
                ledger.again(lost.id(), reading(lost), there -> again(lost, place.head(), there)))
        .isPresent();
  }

  /** They are in no audit entry and no operation: each node's copy has those that it uses. */
  private void putSecrets() {
    Map<String, byte[]> known = journal.copied(keys.secrets()).orElse(Map.of());
    known.forEach(
        (name, secret) -> {
          var _ =
              link.<Boolean>call(
                  keys.head(),
                  "put a secret back",
                  redis -> redis.hsetnx(keys.secrets(), name, secret));
        });
  }

  /** Those that Redis does not know; those that it may have forgotten by age are not among them. */
  private List<Journal.Place> missing(List<Journal.Place> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    byte[][] ids =
        entries.stream().map(e -> StoredForms.utf8(e.id())).toArray(byte[][]::new);
    Known known =
        link.call(
            keys.head(),
            "look for what was acknowledged",
            redis ->
                redis
                    .get(keys.head())
                    .thenCombine(
                        redis.zmscore(keys.applied(), ids),
                        (head, scores) -> new Known(Head.read(head), scores)));
    List<Journal.Place> missing = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      boolean aged = known.head.seq() - entries.get(i).head().seq() >= Journal.KEPT;
      if (known.scores.get(i) == null && !aged) {
        missing.add(entries.get(i));
      }
    }
    return missing;
  }

  private record Known(Head head, List<@Nullable Double> scores) {}

  /**
   * What is written in place of what was lost.
   *
   * @param at when its entity was last written since; empty: Redis does not know
   * @param configs all configuration versions
   */
  private record There(Optional<Double> at, Map<String, byte[]> configs) {}

  private RedisCall<There> reading(Operation lost) {
    return redis ->
        redis
            .zscore(keys.written(), StoredForms.utf8(lost.entity()))
            .thenCombine(
                redis.hgetall(keys.configs()),
                (at, configs) -> new There(Optional.ofNullable(at), configs));
  }

  private Operation again(Operation lost, Head was, There there) {
    boolean outdated =
        there.at().filter(at -> at > StoredForms.millis(lost.audit().at())).isPresent();
    List<Change> changes =
        lost.entity().equals(Writes.CONFIG)
            ? configAgain(lost, there, outdated)
            : outdated ? List.of() : lost.changes();
    return new Operation(lost.id(), lost.entity(), changes, marked(lost.audit(), was));
  }

  /** Versions keep their numbers where these are free; the newest text stays or becomes newest. */
  private List<Change> configAgain(Operation lost, There there, boolean outdated) {
    ConfigVersion version = writes.versionIn(lost.changes());
    if (version == null) {
      throw new StoreException("the journal has a configuration without its text: " + lost.id());
    }
    long newest =
        writes.versions(there.configs()).stream().mapToLong(ConfigVersion::version).max().orElse(0);
    boolean free = !there.configs().containsKey(Long.toString(version.version()));
    if (outdated) {
      return free && version.version() < newest ? writes.putBeside(version) : List.of();
    }
    long number = Math.max(version.version(), newest + 1);
    return writes.putAsNewest(
        new ConfigVersion(number, version.actor(), version.at(), version.etag(), version.yaml()));
  }

  /** With its own time, author and words, and where it stood before. */
  private static AuditDraft marked(AuditDraft draft, Head was) {
    String mark = "[put back: was " + was.seq() + " " + was.hash().substring(0, 8) + "]";
    return new AuditDraft(
        draft.at(),
        draft.actor(),
        draft.action(),
        draft.subject(),
        draft.reason().isEmpty() ? mark : draft.reason() + " " + mark,
        draft.before(),
        draft.after());
  }
}
