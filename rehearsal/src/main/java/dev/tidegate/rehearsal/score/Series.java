package dev.tidegate.rehearsal.score;

import java.util.Arrays;

/** A figure by scored second, as many as there were. */
final class Series {
  private double[] values = new double[1_024];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  /** 0 outside the time that was recorded. */
  double at(long second) {
    return second >= 0 && second < size ? values[(int) second] : 0;
  }

  double sum() {
    return sum(0, size);
  }

  /** Over {@code [from, to)}. */
  double sum(long from, long to) {
    double sum = 0;
    for (long second = from; second < to; second++) {
      sum += at(second);
    }
    return sum;
  }

  double max() {
    return Arrays.stream(values, 0, size).max().orElse(0);
  }
}
