package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The laws of the schedule, over seeds. */
class TurnsTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void turnsKeepWithinATenthOfTheGridForEverAndNeverDrift() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Turns turns = new Turns(0, Duration.ofSeconds(1), random);
      long first = turns.due();
      assertThat(first).as("seed " + seed).isBetween(0L, SECOND);
      long k = 0;
      while (k < 500) {
        long late = random.nextLong(SECOND / 5);
        k += 1 + turns.done(turns.due() + late);
        long off = turns.due() - first - k * SECOND;
        assertThat(Math.abs(off))
            .as("seed " + seed + " turn " + k)
            .isLessThanOrEqualTo(SECOND / 10);
      }
    }
  }

  @Test
  void turnsThatPassedAreSkippedAndCounted() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Turns turns = new Turns(0, Duration.ofSeconds(1), random);
      long begun = turns.due();
      long took = random.nextLong(100 * SECOND);
      long skipped = turns.done(begun + took);
      assertThat(skipped).as("seed " + seed).isBetween(took / SECOND - 1, took / SECOND + 1);
      assertThat(turns.due()).as("seed " + seed).isGreaterThan(begun + took);
      assertThat(turns.due()).as("seed " + seed).isLessThan(begun + took + 5 * SECOND / 4);
    }
  }

  @Test
  void firstTurnsAreSpread() {
    SplittableRandom random = new SplittableRandom(7);
    int[] tenths = new int[10];
    for (int i = 0; i < 10_000; i++) {
      tenths[(int) (new Turns(0, Duration.ofSeconds(10), random.split()).due() / SECOND)]++;
    }
    assertThat(Arrays.stream(tenths).boxed()).allSatisfy(n -> assertThat(n).isBetween(850, 1150));
  }

  @Test
  void aChangedPaceHoldsFromTheNextTurn() {
    Turns turns = new Turns(0, Duration.ofSeconds(2), new SplittableRandom(7));
    long now = turns.due();
    turns.every(Duration.ofMillis(500), now);
    turns.done(now);
    assertThat(turns.due() - now).isBetween(SECOND / 4, 5 * SECOND / 4);
  }
}
