package dev.tidegate.rehearsal.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import org.junit.jupiter.api.Test;

/** Drawn counts have the means and the scatter they are said to have. */
class SamplingTest {
  private static final int TIMES = 20_000;

  @Test
  void fewAndManyHaveTheirMeanAndVariance() {
    Luck luck = new Luck(1);
    for (double mean : new double[] {0.2, 3, 11.9, 40}) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < TIMES; i++) {
        long drawn = luck.at(Luck.Stream.BEACONS, i, 3).poisson(mean);
        sum += drawn;
        squares += (double) drawn * drawn;
      }
      double average = sum / TIMES;
      assertThat(average).isCloseTo(mean, within(0.05 * mean + 0.01));
      assertThat(squares / TIMES - average * average).isCloseTo(mean, within(0.06 * mean + 0.01));
    }
  }

  @Test
  void aBinomialStaysWithinItsBounds() {
    Luck luck = new Luck(2);
    for (double p : new double[] {0, 0.001, 0.3, 0.97, 1}) {
      double sum = 0;
      for (int i = 0; i < TIMES; i++) {
        long drawn = luck.at(Luck.Stream.BEACONS, i, 0).binomial(50, p);
        assertThat(drawn).isBetween(0L, 50L);
        sum += drawn;
      }
      assertThat(sum / TIMES / 50).isCloseTo(p, within(0.02 * p + 1e-4));
    }
  }

  @Test
  void failuresAreAsFrequentAsTheirRateAndAsClusteredAsTheNoiseSays() {
    Scenario scenario = Finals.of("clean");
    Sampling sampling = new Sampling(scenario);
    Luck luck = new Luck(3);
    double p = 0.01;
    Counts counts = new Counts();
    for (int i = 0; i < TIMES; i++) {
      sampling.add(counts, luck.at(Luck.Stream.BEACONS, i, 0), 20, p, 0.005, 1, 5000);
    }
    double beacons = counts.get(Count.RAW_BEACONS);
    double x = counts.get(Count.RAW_ERRORS);
    double n = counts.get(Count.RAW_REQUESTS);
    assertThat(x / n).isCloseTo(p, within(0.03 * p));
    double spread = counts.get(Count.FAILURE_SPREAD) * 1e-3 - 2 * p * x + p * p * n;
    assertThat(spread / beacons / (p * (1 - p)))
        .isCloseTo(scenario.noise().clustering(), within(0.15));
    assertThat((double) counts.get(Count.STALLED_MS) / counts.get(Count.WATCHED_MS))
        .isCloseTo(0.005, within(0.0002));
    assertThat((double) counts.get(Count.REQUESTS)).isEqualTo(5_000 * n);
  }
}
