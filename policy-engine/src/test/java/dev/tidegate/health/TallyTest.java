package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How certain a decaying count is. */
class TallyTest {
  private static final double HALF_LIFE = 15;
  private static final double SECOND = StrictMath.pow(2, -1 / HALF_LIFE);

  private static Tally fed(double weight) {
    Tally tally = new Tally();
    Tally came = new Tally();
    came.n = 100 * weight;
    came.sq = 100 * weight * weight;
    came.squares = came.sq;
    for (int i = 0; i < 300; i++) {
      tally.decay(SECOND);
      tally.add(came);
    }
    return tally;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 100})
  void whileItIsFedItIsAsCertainAsItsWeightsAllow(double weight) {
    Tally tally = fed(weight);
    assertThat(tally.effective()).isEqualTo(tally.n * tally.n / tally.sq);
    assertThat(tally.effective()).isCloseTo(100 * (1 + SECOND) / (1 - SECOND), within(1.0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 100})
  void aPauseOfAHalfLifeChangesNothingAndEachFurtherHalves(double weight) {
    Tally tally = fed(weight);
    double before = tally.effective();
    tally.decay(0.5);
    assertThat(tally.effective()).isCloseTo(before, within(before / 20));
    for (int halfLives = 2; halfLives < 12; halfLives++) {
      double last = tally.effective();
      tally.decay(0.5);
      assertThat(tally.effective()).isCloseTo(last / 2, within(last / 20));
    }
    assertThat(tally.effective()).isLessThan(before / 900);
  }
}
