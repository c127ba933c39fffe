package dev.tidegate.api.redis;

import dev.tidegate.api.store.Store.StoredDecision;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A decision as it lies in Redis' list, newest first: five lines that can be searched, then the
 * JSON.
 */
final class DecisionText {
  private static final int PARTS = 6;

  private DecisionText() {}

  static byte[] of(StoredDecision d) {
    String text =
        String.join(
            "\n",
            line(d.id()),
            "" + d.at().toEpochMilli(),
            line(d.service()),
            line(d.region()),
            line(d.cdn()),
            d.json());
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String line(String text) {
    return text.replace('\n', ' ');
  }

  /** Empty if it is not one. */
  static Optional<StoredDecision> read(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", PARTS);
    if (parts.length < PARTS) {
      return Optional.empty();
    }
    try {
      Instant at = Instant.ofEpochMilli(Long.parseLong(parts[1]));
      return Optional.of(
          new StoredDecision(parts[0], at, parts[2], parts[3], parts[4], parts[5]));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
