package dev.tidegate.dns.reconcile;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** For how long servers may be asked: something newer that is to be written cuts it short. */
final class Asking {
  /**
   * So long they are asked even then: enough to be {@link Verifier#CERTAIN} of what is broken,
   * where newer weights come each second.
   */
  static final Duration AT_LEAST = Duration.ofMillis(1500);

  private final long began = System.nanoTime();
  private final Duration within;
  private final BooleanSupplier superseded;

  Asking(Duration within, BooleanSupplier superseded) {
    this.within = within;
    this.superseded = superseded;
  }

  /** Zero or less when it is over. */
  Duration left() {
    boolean cut = superseded() && within.compareTo(AT_LEAST) > 0;
    return (cut ? AT_LEAST : within).minusNanos(System.nanoTime() - began);
  }

  boolean over() {
    return !left().isPositive();
  }

  boolean superseded() {
    return superseded.getAsBoolean();
  }

  long millis() {
    return (System.nanoTime() - began) / 1_000_000;
  }
}
