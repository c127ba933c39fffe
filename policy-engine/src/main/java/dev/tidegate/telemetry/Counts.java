package dev.tidegate.telemetry;

import java.util.Arrays;

/** A vector of {@link Count}s. Mutable while it is being filled; {@link #copy} to keep it. */
@SuppressWarnings(
    "EnumOrdinal") // the ordinal is the index of a vector that never leaves this class
public final class Counts {
  private static final int SIZE = Count.values().length;
  private final long[] values = new long[SIZE];

  public Counts() {}

  public long get(Count count) {
    return values[count.ordinal()];
  }

  /** Adds and returns this. */
  public Counts add(Count count, long amount) {
    values[count.ordinal()] += amount;
    return this;
  }

  /** Adds all of {@code other}. */
  public Counts add(Counts other) {
    for (int i = 0; i < SIZE; i++) {
      values[i] += other.values[i];
    }
    return this;
  }

  /** Sets all to 0. */
  public void clear() {
    Arrays.fill(values, 0);
  }

  public Counts copy() {
    return new Counts().add(this);
  }

  public boolean isZero() {
    return Arrays.stream(values).allMatch(v -> v == 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Counts that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Count count : Count.values()) {
      if (get(count) != 0) {
        text.append(text.length() > 1 ? ", " : "").append(count).append('=').append(get(count));
      }
    }
    return text.append('}').toString();
  }
}
