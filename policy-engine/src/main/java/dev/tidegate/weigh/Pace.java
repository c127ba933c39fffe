package dev.tidegate.weigh;

import dev.tidegate.model.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.OptionalDouble;

/**
 * What one more unit of traffic on a contract costs, seen from where its volume commitment stands.
 * What was promised is paid for whether it is used or not: below the promise traffic is free, and
 * being behind makes it worth as much as the part that would be lost; beyond it each unit costs the
 * overage. Periods are calendar months, UTC.
 */
public final class Pace {
  /** Forecasts of the period's volume this near the promise are as good as reaching it. */
  private static final double NEAR = 0.05;

  private Pace() {}

  /**
   * The price at the margin; empty if none is known. Below 0 where traffic is wanted.
   *
   * @param used bytes carried in this period so far
   * @param rate bytes a second carried now
   */
  public static OptionalDouble price(Pool pool, double used, double rate, Instant now) {
    if (pool.price().isEmpty() || pool.commit().isEmpty()) {
      return pool.price();
    }
    double price = pool.price().getAsDouble();
    double promised = pool.commit().get().bytesPerPeriod();
    if (!pool.commit().get().kind().equals("volume") || !(promised > 0)) {
      return pool.price();
    }
    double reached = (used + rate * left(now)) / promised;
    double beyond = pool.overage().orElse(price);
    if (used >= promised || reached >= 1 + NEAR) {
      return OptionalDouble.of(beyond);
    }
    if (reached <= 1 - NEAR) {
      return OptionalDouble.of(-price * Math.min(1, 1 - reached));
    }
    double way = (reached - (1 - NEAR)) / (2 * NEAR);
    double behind = -price * NEAR;
    return OptionalDouble.of(behind + way * (beyond - behind));
  }

  /** Seconds left of the period. */
  static double left(Instant now) {
    return Math.max(0, Duration.between(now, end(now)).toSeconds());
  }

  /** The part of the period that is over, 0..1. */
  public static double elapsed(Instant now) {
    Instant start = month(now).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    double all = Duration.between(start, end(now)).toSeconds();
    return Math.clamp(1 - left(now) / all, 0, 1);
  }

  /** When the period of {@code now} ends. */
  public static Instant end(Instant now) {
    return month(now).plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static YearMonth month(Instant now) {
    return YearMonth.from(now.atOffset(ZoneOffset.UTC));
  }
}
