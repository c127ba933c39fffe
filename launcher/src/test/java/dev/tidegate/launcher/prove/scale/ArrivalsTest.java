package dev.tidegate.launcher.prove.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Terms;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final long SEED = 20_261_122;
  private static final int VIEWERS = 20_000;

  @Test
  void whoHasBeenThereForLongAsksEvenly() {
    Arrivals steady = Arrivals.of(VIEWERS, 10, 0, 300, new SplittableRandom(SEED));
    // Told 9 or 10 s, as likely; an eighth of a second late in the mean.
    assertThat(steady.mean(10)).isCloseTo((1 / 9.125 + 1 / 10.125) / 2, within(0.001));
    assertThat(steady.peak(10) / steady.mean(10)).isLessThan(1.2);
  }

  @Test
  void aCrowdThatComesAtOnceComesBackOverATenthOfItsTtl() {
    Arrivals once = Arrivals.of(VIEWERS, 30, 0.001, 60, new SplittableRandom(SEED));
    assertThat(once.perSecond()[0]).isEqualTo(VIEWERS);
    // Told 27, 28, 29 or 30 s, a quarter each.
    for (int second = 27; second <= 30; second++) {
      assertThat((double) once.perSecond()[second] / VIEWERS).isCloseTo(0.25, within(0.02));
    }
    assertThat(once.perSecond()[26] + once.perSecond()[31]).isZero();
  }

  @Test
  void aCacheFetchesAtMostOnceInHalfATtl() {
    SplittableRandom random = new SplittableRandom(SEED);
    double crowded = Arrivals.fetches(20, 20_000, 10, 600, random);
    assertThat(crowded).isBetween(3.9, 20 / 5.0 + 20 / 600.0);
    double lonely = Arrivals.fetches(20, 1, 10, 600, random);
    // Each cache is asked every 20 s, and so fetches every 25.
    assertThat(lonely).isCloseTo(20 / 25.0, within(0.15));
  }

  @Test
  void whatTheScaleClaimsHolds() throws Exception {
    Path pages = Path.of("..", "docs", "evidence");
    Evidence evidence =
        new ScaleProof(pages).run(Terms.FULL, new PrintWriter(new StringWriter(), true));
    assertThat(evidence.held()).as(String.join("\n", evidence.body())).isTrue();
  }
}
