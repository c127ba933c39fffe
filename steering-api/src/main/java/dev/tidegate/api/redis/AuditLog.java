package dev.tidegate.api.redis;

import dev.tidegate.api.store.AuditChain;
import dev.tidegate.api.store.Store.AuditCheck;
import dev.tidegate.api.store.Store.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** The audit log: a hash of its entries by their seq. Read page by page, so that none is long. */
final class AuditLog {
  private static final int PAGE = 200;

  private final RedisLink link;
  private final RedisKeys keys;

  AuditLog(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /**
   * @param entries how many there are, whether or not in their places
   */
  private record End(long entries, Head head) {}

  /** The number is read first: what is appended in between is above it, never below. */
  private End end() {
    return link.call(
        keys.head(),
        "read the audit log's head",
        redis ->
            redis
                .hlen(keys.audit())
                .thenCombine(
                    redis.get(keys.head()), (entries, head) -> new End(entries, Head.read(head))));
  }

  List<AuditEntry> list(Optional<Instant> since, int limit, Optional<Long> before) {
    List<AuditEntry> found = new ArrayList<>();
    long from = Math.min(end().head().seq(), before.map(seq -> seq - 1).orElse(Long.MAX_VALUE));
    while (from > 0 && found.size() < limit) {
      long first = Math.max(1, from - PAGE + 1);
      for (Optional<AuditEntry> entry : page(first, from).reversed()) {
        entry
            .filter(e -> since.map(s -> !e.entry().at().isBefore(s)).orElse(true))
            .filter(_ -> found.size() < limit)
            .ifPresent(found::add);
      }
      from = first - 1;
    }
    return List.copyOf(found);
  }

  /** From the first to the last seq, each in its place. */
  List<Optional<AuditEntry>> page(long first, long last) {
    String[] fields =
        LongStream.rangeClosed(first, last).mapToObj(Long::toString).toArray(String[]::new);
    return link.call(
        keys.head(),
        "read the audit log",
        redis ->
            redis
                .hmget(keys.audit(), fields)
                .thenApply(
                    all ->
                        all.stream()
                            .map(
                                field ->
                                    field.hasValue()
                                        ? Optional.of(StoredForms.entry(field.getValue()))
                                        : Optional.<AuditEntry>empty())
                            .toList()));
  }

  AuditCheck verify() {
    End end = end();
    long right = 0;
    String previous = AuditChain.GENESIS;
    while (right < end.head().seq()) {
      long last = Math.min(right + PAGE, end.head().seq());
      for (Optional<AuditEntry> found : page(right + 1, last)) {
        long seq = right + 1;
        String before = previous;
        boolean fits =
            found.filter(e -> e.equals(AuditChain.link(seq, e.entry(), before))).isPresent();
        if (!fits) {
          return new AuditCheck(false, right, Optional.of(seq));
        }
        right = seq;
        previous = found.get().hash();
      }
    }
    boolean whole = previous.equals(end.head().hash()) && end.entries() <= end.head().seq();
    return new AuditCheck(whole, right, whole ? Optional.empty() : Optional.of(right + 1));
  }
}
