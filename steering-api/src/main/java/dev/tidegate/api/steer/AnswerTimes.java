package dev.tidegate.api.steer;

import java.math.BigDecimal;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long answers took to give, of a sample: the time of service, from when an event loop takes up
 * what it has read to when the answers are handed to the system. It does not know how long requests
 * waited for their turn; the loops' lateness does. Bounded by {@value #BUCKETS} buckets, each twice
 * the one before; striped, so that event loops do not wait for each other.
 */
public final class AnswerTimes {
  /** Of so many reads one is measured, in the mean: two looks at the clock cost 50 ns. */
  static final int ONE_OF = 64;

  /** The first is of up to 1 us, the last of all beyond a second. */
  public static final int BUCKETS = 22;

  private final LongAdder[] counts = new LongAdder[BUCKETS];
  private final LongAdder nanos = new LongAdder();

  AnswerTimes() {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Takes in one time. */
  void took(long tookNanos) {
    long micros = Math.max(0, tookNanos - 1) / 1000;
    counts[Math.min(BUCKETS - 1, Long.SIZE - Long.numberOfLeadingZeros(micros))].increment();
    nanos.add(Math.max(0, tookNanos));
  }

  /** Up to how many seconds bucket {@code index} counts, as Prometheus names it. */
  public static String label(int index) {
    return index == BUCKETS - 1 ? "+Inf" : BigDecimal.valueOf(1L << index, 6).toPlainString();
  }

  /** How many took no longer than {@link #label} says. */
  public long countUpTo(int index) {
    long sum = 0;
    for (int i = 0; i <= index; i++) {
      sum += counts[i].sum();
    }
    return sum;
  }

  /** All times together, in seconds. */
  public double seconds() {
    return nanos.sum() / 1e9;
  }
}
