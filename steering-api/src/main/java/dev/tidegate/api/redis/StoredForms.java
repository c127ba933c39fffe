package dev.tidegate.api.redis;

import dev.tidegate.api.store.ActionText;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.api.store.Store.AuditEntry;
import dev.tidegate.api.store.Store.ConfigVersion;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.api.store.StoredOverride;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * How things stand in Redis and in a node's journal, as bytes. The first byte is the number of the
 * form: a program that meets one that it does not know says so and changes nothing.
 */
public final class StoredForms {
  private static final long FORM = 1;

  private StoredForms() {}

  /** A decision, as it stands in the list {@link RedisKeys#decisions}. */
  public static byte[] decision(StoredDecision d) {
    VarWriter out = begun();
    out.text(d.id());
    out.signed(d.at().toEpochMilli());
    out.text(d.service());
    out.text(d.region());
    out.text(d.cdn());
    out.text(d.json());
    return out.done();
  }

  /**
   * What {@link #decision(StoredDecision)} wrote.
   *
   * @throws StoreException if it is not that
   */
  public static StoredDecision decision(byte[] bytes) {
    return read(
        "decision",
        bytes,
        in -> new StoredDecision(in.text(), time(in), in.text(), in.text(), in.text(), in.text()));
  }

  static byte[] override(StoredOverride stored) {
    OperatorOverride o = stored.override();
    VarWriter out = begun();
    out.text(o.id());
    optional(out, o.service());
    optional(out, o.region());
    out.text(o.action().wire());
    optional(out, o.action().subject());
    optional(out, Optional.ofNullable(ActionText.amount(o.action())));
    out.signed(o.created().toEpochMilli());
    out.signed(o.starts().toEpochMilli());
    out.signed(o.expires().toEpochMilli());
    out.text(o.author());
    out.text(o.reason());
    out.yes(stored.ended().isPresent());
    stored.ended().ifPresent(at -> out.signed(millis(at)));
    return out.done();
  }

  static StoredOverride override(byte[] bytes) {
    return read("override", bytes, StoredForms::readOverride);
  }

  private static StoredOverride readOverride(VarReader in) {
    String id = in.text();
    Optional<String> service = optional(in);
    Optional<String> region = optional(in);
    OperatorOverride.Action action =
        ActionText.action(in.text(), optional(in).orElse(null), optional(in).orElse(null));
    OperatorOverride read =
        new OperatorOverride(
            id, service, region, action, time(in), time(in), time(in), in.text(), in.text());
    return new StoredOverride(read, in.yes() ? Optional.of(time(in)) : Optional.empty());
  }

  /** A configuration version without its text. */
  static byte[] config(ConfigVersion v) {
    VarWriter out = begun();
    out.number(v.version());
    out.text(v.actor());
    out.signed(v.at().toEpochMilli());
    out.text(v.etag());
    return out.done();
  }

  /** A configuration version with the text that is kept elsewhere. */
  static ConfigVersion config(byte[] bytes, byte[] yaml) {
    return read(
        "configuration version",
        bytes,
        in -> new ConfigVersion(in.number(), in.text(), time(in), in.text(), yaml));
  }

  static byte[] entry(AuditEntry entry) {
    VarWriter out = begun();
    out.number(entry.seq());
    put(out, entry.entry());
    out.text(entry.previous());
    out.text(entry.hash());
    return out.done();
  }

  static AuditEntry entry(byte[] bytes) {
    return read(
        "audit entry",
        bytes,
        in -> new AuditEntry(in.number(), readDraft(in), in.text(), in.text()));
  }

  static byte[] draft(AuditDraft draft) {
    VarWriter out = begun();
    put(out, draft);
    return out.done();
  }

  static AuditDraft draft(byte[] bytes) {
    return read("audit draft", bytes, StoredForms::readDraft);
  }

  private static void put(VarWriter out, AuditDraft draft) {
    out.signed(millis(draft.at()));
    out.text(draft.actor());
    out.text(draft.action());
    out.text(draft.subject());
    out.text(draft.reason());
    out.text(draft.before());
    out.text(draft.after());
  }

  private static AuditDraft readDraft(VarReader in) {
    return new AuditDraft(
        time(in), in.text(), in.text(), in.text(), in.text(), in.text(), in.text());
  }

  // --- parts ---

  static VarWriter begun() {
    VarWriter out = new VarWriter();
    out.number(FORM);
    return out;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What lies beyond the range of a long is the end of it. */
  static long millis(Instant at) {
    try {
      return at.toEpochMilli();
    } catch (ArithmeticException beyond) {
      return at.isAfter(Instant.EPOCH) ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }

  private static Instant time(VarReader in) {
    return Instant.ofEpochMilli(in.signed());
  }

  private static void optional(VarWriter out, Optional<String> text) {
    out.yes(text.isPresent());
    text.ifPresent(out::text);
  }

  private static Optional<String> optional(VarReader in) {
    return in.yes() ? Optional.of(in.text()) : Optional.empty();
  }

  /** Reads the whole of {@code bytes}, or says what it should have been. */
  static <T> T read(String what, byte[] bytes, Function<VarReader, T> how) {
    try {
      VarReader in = new VarReader(bytes);
      long form = in.number();
      if (form != FORM) {
        throw new StoreException(
            "the store has a " + what + " of form " + form + ", written by a newer Tidegate");
      }
      T read = how.apply(in);
      in.end();
      return read;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new StoreException("the store has a " + what + " that cannot be read: " + e, e);
    }
  }
}
