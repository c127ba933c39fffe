package dev.tidegate.dns.responder;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How questions were dealt with. */
public final class ResponderStats {
  /** One way. */
  public enum Dealt {
    ANSWERED,
    NODATA,
    NXDOMAIN,
    REFUSED,
    MALFORMED,
    NOT_IMPLEMENTED,
    BAD_VERSION,
    TRUNCATED,
    LIMITED,
    DROPPED;

    /** As metrics name it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final EnumMap<Dealt, LongAdder> counts = new EnumMap<>(Dealt.class);

  public ResponderStats() {
    for (Dealt dealt : Dealt.values()) {
      counts.put(dealt, new LongAdder());
    }
  }

  void count(Dealt dealt) {
    adder(dealt).increment();
  }

  /** How many were dealt with so. */
  public long of(Dealt dealt) {
    return adder(dealt).sum();
  }

  private LongAdder adder(Dealt dealt) {
    return Objects.requireNonNull(counts.get(dealt));
  }
}
