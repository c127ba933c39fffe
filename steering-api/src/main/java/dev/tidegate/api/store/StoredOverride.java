package dev.tidegate.api.store;

import dev.tidegate.model.OperatorOverride;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * An override as a store keeps it.
 *
 * @param ended when an operator ended it; empty if nobody did
 */
public record StoredOverride(OperatorOverride override, Optional<Instant> ended) {
  /** How long those that ended stay; the audit log has them for ever. */
  public static final Duration KEPT = Duration.ofDays(30);

  /** Whether it has neither been ended nor expired by {@code now}. */
  public boolean open(Instant now) {
    return ended.isEmpty() && override.expires().isAfter(now);
  }

  /** Whether it ended so long before {@code now} that it need not be kept. */
  public boolean old(Instant now) {
    Instant end = ended.filter(override.expires()::isAfter).orElse(override.expires());
    return end.isBefore(now.minus(KEPT));
  }

  /** The same in whole milliseconds. */
  public static OperatorOverride whole(OperatorOverride o) {
    return new OperatorOverride(
        o.id(),
        o.service(),
        o.region(),
        o.action(),
        o.created().truncatedTo(ChronoUnit.MILLIS),
        o.starts().truncatedTo(ChronoUnit.MILLIS),
        o.expires().truncatedTo(ChronoUnit.MILLIS),
        o.author(),
        o.reason());
  }
}
