package dev.tidegate.api.beacon;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a player says of one interval on one CDN. What it does not say is absent, never zero. */
final class Sample {
  /** A number of a sample, and the most that is believed of it. */
  enum Field {
    TS("ts", 4e12),
    REQUESTS("requests", 10_000),
    ERRORS("errors", 10_000),
    TIMEOUTS("timeouts", 10_000),
    BYTES("bytes", 1e12),
    TRANSFER_MS("transferMs", 3_600_000),
    PLAYED_MS("playedMs", 600_000),
    STALLED_MS("stalledMs", 600_000),
    STALLS("stalls", 10_000),
    STARTUP_MS("startupMs", 600_000),
    BITRATE_KBPS("bitrateKbps", 1_000_000),
    LIVE_LAG_MS("liveLagMs", 86_400_000),
    /** Of {@code errorClasses}. */
    HTTP_5XX("http5xx", 10_000);

    final String wire;
    final double most;

    Field(String wire, double most) {
      this.wire = wire;
      this.most = most;
    }

    static Optional<Field> of(String wire) {
      for (Field field : ALL) {
        if (field != HTTP_5XX && field.wire.equals(wire)) {
          return Optional.of(field);
        }
      }
      return Optional.empty();
    }

    private static final Field[] ALL = values();
    private static final Set<Field> UNRATED =
        EnumSet.of(BYTES, TRANSFER_MS, STALLS, STARTUP_MS, LIVE_LAG_MS);

    /** Whether a rate is made of it, or its time: then one that cannot be speaks for the rest. */
    boolean rated() {
      return !UNRATED.contains(this);
    }
  }

  /** Times to first byte looked at. */
  static final int MAX_TTFB = 64;

  private final long[] values = new long[Field.ALL.length];
  private int present;
  private double[] ttfb = new double[4];
  private int ttfbs;
  String cdn = "";
  boolean startFailed;
  boolean fatal;

  /** True if a number that counts could not be: then the whole sample is not believed. */
  boolean refused;

  /** Keeps a number; false, and it stays absent, if it cannot be one. */
  @SuppressWarnings("EnumOrdinal") // the index of a vector that never leaves this class
  boolean set(Field field, double value) {
    if (!(value >= 0 && value <= field.most)) {
      return false;
    }
    values[field.ordinal()] = Math.round(value);
    present |= 1 << field.ordinal();
    return true;
  }

  @SuppressWarnings("EnumOrdinal") // the index of a vector that never leaves this class
  OptionalLong get(Field field) {
    return (present & 1 << field.ordinal()) == 0
        ? OptionalLong.empty()
        : OptionalLong.of(values[field.ordinal()]);
  }

  /** Keeps a time to first byte in milliseconds; false if it cannot be one. */
  boolean addTtfb(double millis) {
    if (!(millis > 0 && millis <= 60_000)) {
      return false;
    }
    if (ttfbs < MAX_TTFB) {
      if (ttfbs == ttfb.length) {
        ttfb = Arrays.copyOf(ttfb, ttfbs * 2);
      }
      ttfb[ttfbs++] = millis;
    }
    return true;
  }

  int ttfbs() {
    return ttfbs;
  }

  double ttfb(int index) {
    return ttfb[index];
  }
}
