package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import java.util.Arrays;

/** Beacons received and expected and steering requests in each of the last 32 seconds. */
final class Recent {
  static final int LONGEST = 30;
  private static final int SIZE = 32;

  private final double[] received = new double[SIZE];
  private final double[] expected = new double[SIZE];
  private final double[] polls = new double[SIZE];
  private long second = Long.MIN_VALUE;

  void add(long nowSecond, double gotten, double wanted, double asked) {
    advance(nowSecond);
    int i = Math.floorMod(second, SIZE);
    received[i] += gotten;
    expected[i] += wanted;
    polls[i] += asked;
  }

  private void advance(long now) {
    if (second == Long.MIN_VALUE || now - second >= SIZE) {
      Arrays.fill(received, 0);
      Arrays.fill(expected, 0);
      Arrays.fill(polls, 0);
      second = now;
    }
    while (second < now) {
      second++;
      int i = Math.floorMod(second, SIZE);
      received[i] = 0;
      expected[i] = 0;
      polls[i] = 0;
    }
  }

  /** Sum over the last {@code seconds}, the current one among them. */
  double received(int seconds) {
    return sum(received, seconds);
  }

  double expected(int seconds) {
    return sum(expected, seconds);
  }

  double polls(int seconds) {
    return sum(polls, seconds);
  }

  private double sum(double[] values, int seconds) {
    double total = 0;
    for (int i = 0; i < seconds; i++) {
      total += values[Math.floorMod(second - i, SIZE)];
    }
    return total;
  }

  void carry(Tape t) {
    t.reals(received);
    t.reals(expected);
    t.reals(polls);
    second = t.whole(second);
  }
}
