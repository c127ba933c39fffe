package dev.tidegate.api.beacon;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What became of beacons since the start. Thread-safe; read by metrics. */
public final class IntakeStats {
  /** Why something was dropped, or mended. */
  public enum Reason {
    /** A body over 64 KiB. */
    TOO_LONG,
    /** A body that is not a JSON object within bounds. */
    UNREADABLE,
    /** CMCD or NEL: taken from players without complaint, and not read by this version. */
    NOT_READ,
    /** Answers were so late that beacons were not read. */
    NO_TIME,
    /** Reading it failed: a bug to look at. */
    FAILED,
    UNKNOWN_SERVICE,
    /** A signed service and no token, or one that is not ours. */
    BAD_TOKEN,
    EXPIRED_TOKEN,
    /** A token that was issued to another client prefix: half the weight. */
    MOVED_TOKEN,
    /** No {@code samples}, or none that can be used. */
    EMPTY,
    /** Samples beyond the hundredth. */
    TOO_MANY_SAMPLES,
    UNKNOWN_CDN,
    /** A CDN that the session may not be offered, where beacons are signed. */
    NOT_PERMITTED,
    /** Ended more than 60 s ago. */
    OLD,
    /** Ends more than 60 s from now. */
    FUTURE,
    /** A number that is negative, no number, or beyond all reason; the sample is dropped. */
    BAD_VALUE,
    /** One time to first byte that cannot be; only it is dropped. */
    BAD_TTFB,
    /** A number that cannot be, where no rate is made of it; only it is dropped. */
    ODD_VALUE,
    /** Timeouts over errors or errors over requests: clipped. */
    CLIPPED,
    /** Weighed less than it asked for: more than 4 times its cell's median session. */
    SESSION_CAPPED,
    /** Weighed less: its client prefix has more than its share. */
    PREFIX_CAPPED;

    /** The word for it in metrics. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether what is counted so is counted all the same: mended, or with less weight. */
    public boolean mended() {
      return switch (this) {
        case MOVED_TOKEN, BAD_TTFB, ODD_VALUE, CLIPPED, SESSION_CAPPED, PREFIX_CAPPED -> true;
        case TOO_LONG,
            UNREADABLE,
            NOT_READ,
            NO_TIME,
            FAILED,
            UNKNOWN_SERVICE,
            BAD_TOKEN,
            EXPIRED_TOKEN,
            EMPTY,
            TOO_MANY_SAMPLES,
            UNKNOWN_CDN,
            NOT_PERMITTED,
            OLD,
            FUTURE,
            BAD_VALUE ->
            false;
      };
    }
  }

  private final LongAdder beacons = new LongAdder();
  private final LongAdder samples = new LongAdder();
  private final LongAdder[] reasons = new LongAdder[Reason.values().length];

  public IntakeStats() {
    for (int i = 0; i < reasons.length; i++) {
      reasons[i] = new LongAdder();
    }
  }

  @SuppressWarnings("EnumOrdinal") // the ordinal never leaves this class
  void drop(Reason reason) {
    reasons[reason.ordinal()].increment();
  }

  void accepted(int acceptedSamples) {
    beacons.increment();
    samples.add(acceptedSamples);
  }

  /** Beacons of which at least one sample was counted. */
  public long beacons() {
    return beacons.sum();
  }

  /** Samples counted. */
  public long samples() {
    return samples.sum();
  }

  /** How often since the start. */
  @SuppressWarnings("EnumOrdinal") // the ordinal never leaves this class
  public long get(Reason reason) {
    return reasons[reason.ordinal()].sum();
  }
}
