package dev.tidegate.shift;

import dev.tidegate.tape.Tape;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/** The sum of what was added within a window, in slots of a sixteenth of it. Mutable. */
public final class RecentSum {
  private static final int SLOTS = 16;

  /** Stands for one that is not read yet. */
  public static final RecentSum BLANK = new RecentSum(Duration.ofSeconds(1));

  private final long slotMillis;
  private final TreeMap<Long, Double> slots = new TreeMap<>();

  /**
   * @param window how far back to remember, &gt; 0
   */
  public RecentSum(Duration window) {
    slotMillis = Math.max(1, window.toMillis() / SLOTS);
  }

  /** Carries one with its window; {@code sum} is ignored when playing. */
  public static RecentSum carry(Tape t, RecentSum sum) {
    long slot = t.whole(sum.slotMillis);
    RecentSum carried = t.plays() ? new RecentSum(Duration.ofMillis(slot * SLOTS)) : sum;
    t.map(carried.slots, 0L, Tape::whole, 0.0, Tape::real);
    return carried;
  }

  /** The same over this window, in which it counts as if it were of now if it was of another. */
  public RecentSum over(Duration window, Instant now) {
    RecentSum sum = new RecentSum(window);
    if (sum.slotMillis == slotMillis) {
      return this;
    }
    sum.add(now, sum(now));
    return sum;
  }

  /** Adds at {@code now}. */
  public void add(Instant now, double amount) {
    if (amount > 0) {
      slots.merge(now.toEpochMilli() / slotMillis, amount, Double::sum);
    }
  }

  /** The sum over the window before {@code now}; never less than the true one. */
  public double sum(Instant now) {
    slots.headMap(now.toEpochMilli() / slotMillis - SLOTS).clear();
    double sum = 0;
    for (double amount : slots.values()) {
      sum += amount;
    }
    return sum;
  }
}
