package dev.tidegate.health;

import dev.tidegate.tape.Tape;

/**
 * Finds small lasting harm (Page 1954): {@code S = max(0, S + u - slack)} on each second's own
 * deviation u. It flags at S above {@code cusum-limit} if the mean acute since S was last 0 exceeds
 * the least effect. Seconds without samples are skipped.
 */
final class Cusum {
  private double sum;
  private double acute;
  private int seconds;

  void add(double u, double acuteNow, double slack) {
    sum = Math.max(0, sum + u - slack);
    if (sum > 0) {
      acute += acuteNow;
      seconds++;
    } else {
      clear();
    }
  }

  boolean flags(double limit, double effect) {
    return sum > limit && acute / seconds > effect;
  }

  void clear() {
    sum = 0;
    acute = 0;
    seconds = 0;
  }

  void carry(Tape t) {
    sum = t.real(sum);
    acute = t.real(acute);
    seconds = t.number(seconds);
  }
}
