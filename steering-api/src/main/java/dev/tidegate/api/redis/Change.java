package dev.tidegate.api.redis;

import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * One change to a key, as {@code commit.lua} does it and a journal keeps it.
 *
 * @param key without the prefix's help: one of {@link RedisKeys}
 * @param field of the hash; empty for {@link Kind#RAISE}
 * @param value empty for {@link Kind#REMOVE}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Change(Kind kind, String key, String field, byte[] value) {
  /** What is done. */
  enum Kind {
    /** Sets a field of a hash. */
    PUT,
    /** Removes a field of a hash. */
    REMOVE,
    /** Sets a field of a hash unless it is there. */
    PUT_IF_ABSENT,
    /** Sets a decimal number unless a higher one is there. */
    RAISE
  }

  private static final int MOST = 4_096;

  static Change put(String key, String field, byte[] value) {
    return new Change(Kind.PUT, key, field, value);
  }

  static Change remove(String key, String field) {
    return new Change(Kind.REMOVE, key, field, new byte[0]);
  }

  static Change raise(String key, long value) {
    return new Change(Kind.RAISE, key, "", StoredForms.utf8(Long.toString(value)));
  }

  static byte[] written(List<Change> changes) {
    VarWriter out = StoredForms.begun();
    out.number(changes.size());
    for (Change change : changes) {
      out.text(change.kind.name());
      out.text(change.key);
      out.text(change.field);
      out.block(change.value);
    }
    return out.done();
  }

  static List<Change> read(byte[] bytes) {
    return StoredForms.read("journalled change", bytes, Change::read);
  }

  private static List<Change> read(VarReader in) {
    List<Change> changes = new ArrayList<>();
    int count = in.count(MOST);
    for (int i = 0; i < count; i++) {
      // Of an unknown kind: refused by valueOf, in words that name it.
      changes.add(new Change(Kind.valueOf(in.text()), in.text(), in.text(), in.block()));
    }
    return List.copyOf(changes);
  }
}
