package dev.tidegate.rehearsal.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Cell;
import java.util.Arrays;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Who is where is told by polls and by beacons, late and roughly, as in production. */
class ViewershipTest {
  private static final Scenario SCENARIO = Finals.of("viewers");
  private static final int CELLS = 4 * 3 * 4;
  private static final double HERE = 1_000_000;

  private final Cell[] cells = cells();
  private final Viewership viewership = new Viewership(SCENARIO, new Luck(7), cells);
  private final double[] viewers = new double[CELLS];
  private final double[] asked = new double[CELLS];
  private final int[][] ttl = new int[4][3];
  private SortedMap<Cell, Long> counted = new java.util.TreeMap<>();
  private long second = -200;

  ViewershipTest() {
    for (int[] region : ttl) {
      Arrays.fill(region, 20);
    }
  }

  private static Cell[] cells() {
    Cell[] cells = new Cell[CELLS];
    for (int i = 0; i < CELLS; i++) {
      cells[i] =
          Cell.of(Scenario.SERVICE, "r" + i / 12, "n" + i / 4 % 3, "cdn-" + "abcd".charAt(i % 4));
    }
    return cells;
  }

  private void run(long until) {
    for (; second < until; second++) {
      viewership.note(second, viewers);
      counted = viewership.counted(second, asked, ttl);
    }
  }

  /** The part of the first place's viewers that is counted on its first CDN. */
  private double share(int cell) {
    return counted.getOrDefault(cells[cell], 0L) / 1000.0 / HERE;
  }

  @Test
  void whomDnsMovedIsSeenWhenBeaconsTell() {
    viewers[0] = HERE;
    run(0);
    assertThat(share(0)).isBetween(0.99, 1.01);
    viewers[0] = 0;
    viewers[1] = HERE;
    run(8);
    assertThat(share(0)).as("beacons are 8 s late").isBetween(0.99, 1.01);
    run(8 + 15);
    assertThat(share(0)).as("half of the players reported anew").isBetween(0.45, 0.55);
    assertThat(share(1)).isBetween(0.45, 0.55);
    run(8 + 31);
    assertThat(share(0)).isLessThan(0.01);
    assertThat(share(1)).isBetween(0.99, 1.01);
  }

  @Test
  void whoAsksIsSeenAtOnce() {
    viewers[0] = HERE;
    asked[0] = 0.6 * HERE;
    run(0);
    viewers[1] = HERE;
    viewers[0] = 0;
    asked[0] = 0;
    asked[1] = 0.6 * HERE;
    run(2);
    assertThat(share(1)).isBetween(0.59, 0.61);
  }

  @Test
  void whoLeftCountsForThreeTtls() {
    viewers[0] = HERE;
    run(0);
    viewers[0] = HERE / 2;
    run(30);
    assertThat(share(0)).isBetween(0.98, 1.02);
    run(8 + 60 + 2);
    assertThat(share(0)).isBetween(0.49, 0.51);
  }

  @Test
  void fewAreCountedRoughly() {
    viewers[0] = 500;
    double furthest = 0;
    run(0);
    for (int i = 0; i < 600; i++) {
      run(second + 1);
      furthest = Math.max(furthest, Math.abs(counted.getOrDefault(cells[0], 0L) / 1000.0 - 500));
    }
    // one in five reports: a standard deviation of sqrt(500 * 4) = 45
    assertThat(furthest).isBetween(45.0, 200.0);
  }
}
