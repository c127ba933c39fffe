package dev.tidegate.rehearsal.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.rehearsal.sim.Plan;
import java.time.Instant;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Latency alone, Openmix, Pytheas and D2 do what their sources say. */
class LearnersTest {
  private static final double[] WEIGHTS = {0.5, 0.3, 0.2};
  private static final Offset<Double> NEAR = within(1e-9);

  private Instant now = Sights.START;

  private Plan second(Baseline baseline, Sights sights) {
    now = now.plusSeconds(1);
    return baseline.decide(sights.inputs(), now);
  }

  @Test
  void theFastestTakesAllButWhatMeasuresTheOthers() {
    Baseline fastest = new Fastest(Sights.roster());
    assertThat(second(fastest, new Sights()).shares()[0][0]).containsExactly(WEIGHTS);
    Sights seen = new Sights().cdn("a", 100, 0, 80).cdn("b", 100, 0, 60).cdn("c", 100, 0, 90);
    assertThat(second(fastest, seen).shares()[0][0])
        .containsExactly(new double[] {0.02, 0.96, 0.02}, NEAR);
  }

  @Test
  void aSlowSecondCountsAtOnceAndAFastOnePulls() {
    Baseline fastest = new Fastest(Sights.roster());
    second(fastest, new Sights().cdn("a", 100, 0, 80).cdn("b", 100, 0, 60));
    Plan peak = second(fastest, new Sights().cdn("b", 100, 0, 300));
    assertThat(peak.shares()[0][0][0]).as("b's peak").isCloseTo(0.96, NEAR);
    // 300 -> 60 with a decay of 10 s: below 80 after 10 ln(240/20) = 24.8 s
    for (int passed = 1; passed <= 24; passed++) {
      Plan plan = second(fastest, new Sights().cdn("b", 100, 0, 60));
      assertThat(plan.shares()[0][0][0]).as("%s s later", passed).isCloseTo(0.96, NEAR);
    }
    second(fastest, new Sights().cdn("b", 100, 0, 60));
    Plan back = second(fastest, new Sights().cdn("b", 100, 0, 60));
    assertThat(back.shares()[0][0][1]).isCloseTo(0.96, NEAR);
  }

  @Test
  void openmixTakesTheFastestOfTheAvailable() {
    double[] available = {0.99, 0.89, 0.97};
    assertThat(Openmix.answer(WEIGHTS, available, new double[] {80, 20, 60}))
        .as("b is fast and not available")
        .containsExactly(new double[] {0.01, 0.01, 0.98}, NEAR);
    assertThat(Openmix.answer(WEIGHTS, available, new double[] {80, 20, 77}))
        .as("80 ms is within a tie of 77 ms")
        .containsExactly(new double[] {0.01 + 0.97 * 5 / 7, 0.01, 0.01 + 0.97 * 2 / 7}, NEAR);
    assertThat(Openmix.answer(WEIGHTS, available, new double[] {80, 20, 3}))
        .as("below 5 ms is no measurement")
        .containsExactly(new double[] {0.98, 0.01, 0.01}, NEAR);
    assertThat(Openmix.answer(WEIGHTS, new double[] {0.5, 0.8, 0.7}, new double[] {80, 90, 60}))
        .as("the most available of the unavailable")
        .containsExactly(new double[] {0.01, 0.98, 0.01}, NEAR);
    double[] nothing = {Double.NaN, Double.NaN, Double.NaN};
    assertThat(Openmix.answer(WEIGHTS, nothing, nothing)).containsExactly(WEIGHTS);
  }

  @Test
  void openmixForgetsAfterAMinute() {
    Baseline openmix = new Openmix(Sights.roster());
    Plan plan = second(openmix, new Sights().cdn("a", 1_000, 500, 50).cdn("b", 1_000, 0, 80));
    assertThat(plan.shares()[0][0][1]).isCloseTo(0.98, NEAR);
    for (int s = 1; s < 60; s++) {
      plan = second(openmix, new Sights().cdn("a", 10, 0, 50).cdn("b", 10, 0, 80));
      assertThat(plan.shares()[0][0][1]).as("%s s later", s).isCloseTo(0.98, NEAR);
    }
    plan = second(openmix, new Sights().cdn("a", 10, 0, 50).cdn("b", 10, 0, 80));
    assertThat(plan.shares()[0][0][0]).isCloseTo(0.98, NEAR);
    assertThat(plan.ttlSeconds()[0][0]).isEqualTo(20);
  }

  @Test
  void pytheasFillsTenSlotsWithTheBestUpperBound() {
    assertThat(Pytheas.slots(new double[] {-1_000, -1_000}, new double[] {100, 100}))
        .as("equals take turns")
        .containsExactly(new double[] {0.5, 0.5}, NEAR);
    assertThat(Pytheas.slots(new double[] {-1e6, -3e6}, new double[] {1_000, 1_000}))
        .as("1 s against 3 s, known well: width 1000 sqrt(2 ln 2000 / 1000) is 123 ms")
        .containsExactly(new double[] {1, 0}, NEAR);
    assertThat(Pytheas.slots(new double[] {-1e6, -2_000}, new double[] {1_000, 1}))
        .as("one report is a wide bound: 3.7 s for it against 0.1 s")
        .satisfies(shares -> assertThat(shares[1]).isGreaterThanOrEqualTo(0.1));
    assertThat(Pytheas.slots(new double[] {0, -1_000}, new double[] {0, 10}))
        .as("what was never heard of is no arm yet")
        .containsExactly(new double[] {0, 1}, NEAR);
  }

  @Test
  void pytheasDecidesEveryTwoSecondsAndEachPlaceAlone() {
    Baseline pytheas = new Pytheas(Sights.roster(), false);
    Sights seen =
        new Sights()
            .cell("west", "a", 150_000, 75_000, 50)
            .cell("west", "b", 150_000, 0, 50)
            .cell("south", "a", 150_000, 0, 50)
            .cell("south", "b", 150_000, 75_000, 50);
    assertThat(second(pytheas, seen).shares()[0][0]).containsExactly(WEIGHTS);
    Plan plan = second(pytheas, new Sights());
    assertThat(plan.shares()[0][0]).containsExactly(new double[] {1, 0, 0}, NEAR);
    assertThat(plan.shares()[1][0]).containsExactly(new double[] {0, 1, 0}, NEAR);
  }

  @Test
  void clippingPutsTheSameWishesWithinCapacity() {
    Baseline clipped = new Pytheas(Sights.roster(), true);
    Sights seen =
        new Sights()
            .cdn("a", 150_000, 75_000, 50)
            .cdn("b", 150_000, 0, 50)
            .cdn("c", 150_000, 75_000, 50)
            .viewers("west", "a", 400)
            .viewers("south", "a", 200);
    second(clipped, seen);
    Plan plan = second(clipped, seen);
    for (int r = 0; r < 2; r++) {
      assertThat(plan.shares()[r][0][1]).isCloseTo(0.85 * 400 / 600, within(0.01));
      assertThat(Arrays.stream(plan.shares()[r][0]).sum()).isCloseTo(1, NEAR);
    }
  }

  @Test
  void d2TakesAFifthOfHealthEveryFiveSecondsAndGivesBackATwentieth() {
    Baseline d2 = new Relative(Sights.roster());
    Plan plan = second(d2, new Sights());
    for (int s = 2; s <= 10; s++) {
      plan =
          second(
              d2,
              new Sights()
                  .cdn("a", 10_000, 500, 50)
                  .cdn("b", 10_000, 40, 50)
                  .cdn("c", 10_000, 40, 50));
      double health = s < 5 ? 1 : s < 10 ? 0.8 : 0.6;
      assertThat(plan.shares()[0][0][0])
          .as("second %s", s)
          .isCloseTo(0.5 * health / (0.5 * health + 0.5), NEAR);
    }
    for (int s = 0; s < 300; s++) {
      plan =
          second(
              d2,
              new Sights()
                  .cdn("a", 10_000, 40, 50)
                  .cdn("b", 10_000, 40, 50)
                  .cdn("c", 10_000, 40, 50));
    }
    assertThat(plan.shares()[0][0][0]).isCloseTo(0.5, NEAR);
  }

  @Test
  void d2WantsADifferenceThatIsNotChance() {
    Baseline d2 = new Relative(Sights.roster());
    Plan plan = second(d2, new Sights());
    for (int s = 0; s < 20; s++) {
      plan = second(d2, new Sights().cdn("a", 20, s % 10 == 0 ? 1 : 0, 50).cdn("b", 20, 0, 50));
    }
    assertThat(plan.shares()[0][0]).containsExactly(WEIGHTS, NEAR);
  }

  @Test
  void d2SeesSlowness() {
    Baseline d2 = new Relative(Sights.roster());
    Plan plan = second(d2, new Sights());
    for (int s = 0; s < 60; s++) {
      plan =
          second(
              d2,
              new Sights().cdn("a", 1_000, 0, 100).cdn("b", 1_000, 0, 50).cdn("c", 1_000, 0, 50));
    }
    assertThat(plan.shares()[0][0][0]).isLessThan(0.02);
  }
}
