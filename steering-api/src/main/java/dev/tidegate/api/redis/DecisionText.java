package dev.tidegate.api.redis;

import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** A decision as it lies in Redis' list, newest first, for the store to show. */
final class DecisionText {
  private static final long FORM = 1;

  private DecisionText() {}

  static byte[] of(StoredDecision d) {
    VarWriter out = new VarWriter();
    out.number(FORM);
    out.text(d.id());
    out.signed(d.at().toEpochMilli());
    out.text(d.service());
    out.text(d.region());
    out.text(d.cdn());
    out.text(d.json());
    return out.done();
  }

  /** Empty if it is not one. */
  static Optional<StoredDecision> read(byte[] bytes) {
    try {
      VarReader in = new VarReader(bytes);
      if (in.number() != FORM) {
        return Optional.empty();
      }
      String id = in.text();
      Instant at = Instant.ofEpochMilli(in.signed());
      return Optional.of(new StoredDecision(id, at, in.text(), in.text(), in.text(), in.text()));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
