package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The laws of {@link Pace}, in the order of its Javadoc. */
class PaceTest {
  private static Pace after(int whose, int pieces, int octets) {
    Pace pace = new Pace(whose);
    for (int i = 0; i < pieces; i++) {
      pace.piece(octets);
    }
    return pace;
  }

  @Test
  void whoSendsInTwoOrThreeNeverWaits() {
    for (int pieces = 0; pieces <= 2; pieces++) {
      assertThat(after(40_000, pieces, 1).restMillis()).isZero();
    }
  }

  @Test
  void whoDripsIsReadEverMoreSeldomAndAtLeastTwiceASecond() {
    for (int pieces = 3; pieces < 40; pieces++) {
      int due = Math.min(512, 4 << Math.min(pieces, 10));
      assertThat(after(40_000, pieces, 1).restMillis()).isBetween(due / 2, due);
    }
  }

  @Test
  void whoSendsMuchWaitsForAFewMillisecondsEachTimeAndNoLonger() {
    for (int pieces = 3; pieces < 40; pieces++) {
      assertThat(after(40_000, pieces, 4096).restMillis()).isBetween(2, 4);
    }
  }

  @Test
  void aWholeRequestMakesUpForIt() {
    Pace pace = after(40_000, 30, 1);
    pace.whole();
    assertThat(pace.restMillis()).isZero();
  }

  /**
   * 2000 that drip together: of the 256 ms over which they spread none has five times its share.
   */
  @Test
  void thoseWhoSendAtOnceAreNotReadAtOnce() {
    int[] at = new int[513];
    IntStream.range(0, 2000).forEach(i -> at[after(20_000 + i, 12, 1).restMillis()]++);
    assertThat(IntStream.of(at).max().orElseThrow()).isLessThan(5 * 2000 / 256);
  }
}
