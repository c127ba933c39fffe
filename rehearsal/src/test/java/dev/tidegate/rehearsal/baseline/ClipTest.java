package dev.tidegate.rehearsal.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClipTest {
  private static final Room ROOM = Sights.roster().room();

  @Test
  void whatFitsIsLeftAlone() {
    double[][][] wanted = {{{0.5, 0.3, 0.2}}, {{0.4, 0.4, 0.2}}};
    double[][][] shares = new Clip(ROOM, new double[][] {{300}, {300}}).apply(wanted);
    assertThat(shares).isDeepEqualTo(wanted);
  }

  @Test
  void nothingIsOverWhereThereIsRoomForAll() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][][] wanted = {{place(random)}, {place(random)}};
      double all = random.nextDouble() * 0.96 * 1_250;
      double south = random.nextDouble();
      double[][] demand = {{all * south}, {all * (1 - south)}};
      double[][][] shares = new Clip(ROOM, demand).apply(wanted);
      for (int k = 0; k < 3; k++) {
        double load = shares[0][0][k] * demand[0][0] + shares[1][0][k] * demand[1][0];
        assertThat(load).as("cdn %s, seed %s", k, seed).isLessThan(0.975 * ROOM.total(k));
      }
      for (double[][] region : shares) {
        assertThat(Arrays.stream(region[0]).sum()).as("seed %s", seed).isCloseTo(1, within(1e-9));
        assertThat(Arrays.stream(region[0]).min().orElseThrow()).isNotNegative();
      }
    }
  }

  @Test
  void aRegionsBoundHoldsThereAndNowhereElse() {
    double free = Double.POSITIVE_INFINITY;
    Room room =
        new Room(
            List.of(
                new Room.Bound(1_000, List.of(100.0, free)),
                new Room.Bound(1_000, List.of(free, free))));
    double[][][] wanted = {{{1, 0}}, {{1, 0}}};
    double[][][] shares = new Clip(room, new double[][] {{400}, {400}}).apply(wanted);
    assertThat(shares[0][0][0] * 400).isCloseTo(85, within(1.0));
    assertThat(shares[1][0][0]).isEqualTo(1);
  }

  private static double[] place(SplittableRandom random) {
    double[] place = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
    return Shares.normal(place, place);
  }
}
