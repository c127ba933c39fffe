package dev.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A tenth of the prefixes may lie; a fault that more feel is never hidden. */
class PrefixesTest {
  private static final double PHI = 3;

  @Test
  void aFewLiarsAreDrawnIn() {
    double[] all = filled(300);
    double[] bad = filled(1.2);
    double honest = 64 * 1.2;
    for (int b = 0; b < 6; b++) {
      all[b] = 900;
      bad[b] = 900;
    }
    double reported = Arrays.stream(bad).sum();
    double kept = Prefixes.kept(all, bad, PHI) * reported;
    assertThat(kept).isBetween(honest * 0.9, honest * 1.6);
  }

  @Test
  void aFaultThatMoreThanATenthFeelsIsNotHidden() {
    double[] all = filled(300);
    double[] bad = filled(1.2);
    for (int b = 0; b < 32; b++) {
      bad[b] = 60;
    }
    assertThat(Prefixes.kept(all, bad, PHI)).isGreaterThan(0.75);
    Arrays.fill(bad, 60);
    assertThat(Prefixes.kept(all, bad, PHI)).isEqualTo(1);
  }

  @Test
  void chanceIsNoLie() {
    for (long seed = 1; seed <= 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] all = new double[Prefixes.BUCKETS];
      double[] bad = new double[Prefixes.BUCKETS];
      double rate = random.nextDouble() * 0.1;
      for (int b = 0; b < all.length; b++) {
        all[b] = random.nextInt(200);
        for (int i = 0; i < all[b]; i++) {
          bad[b] += random.nextDouble() < rate ? 1 : 0;
        }
      }
      assertThat(Prefixes.kept(all, bad, PHI)).as("seed %d", seed).isEqualTo(1, within(1e-9));
    }
  }

  @Test
  void fewPrefixesAreNotToldApart() {
    double[] all = new double[Prefixes.BUCKETS];
    double[] bad = new double[Prefixes.BUCKETS];
    Arrays.fill(all, 0, 9, 1000);
    bad[0] = 1000;
    assertThat(Prefixes.kept(all, bad, PHI)).isEqualTo(1);
    assertThat(Prefixes.kept(new double[64], new double[64], PHI)).isEqualTo(1);
  }

  @Test
  void whoClaimsHealthInAnOutageIsDrawnInToo() {
    double[] all = filled(300);
    double[] bad = filled(300);
    for (int b = 0; b < 6; b++) {
      all[b] = 900;
      bad[b] = 0;
    }
    double reported = Arrays.stream(bad).sum();
    assertThat(Prefixes.kept(all, bad, PHI) * reported)
        .isEqualTo(Arrays.stream(all).sum(), within(1.0));
  }

  private static double[] filled(double value) {
    double[] filled = new double[Prefixes.BUCKETS];
    Arrays.fill(filled, value);
    return filled;
  }
}
