package dev.tidegate.rehearsal.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.rehearsal.sim.Clientele;
import dev.tidegate.rehearsal.sim.Truth;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OracleTest {
  private static final double[] WEIGHTS = {0.4, 0.3, 0.2, 0.1};
  private static final double[] CAPACITY = {380, 300, 220, 100};

  @Test
  void theCheapestFlowIsFound() {
    Flow flow = new Flow(4);
    flow.arc(0, 1, 10, 0);
    int cheap = flow.arc(1, 2, 6, 1);
    int dear = flow.arc(1, 2, 10, 3);
    flow.arc(2, 3, 9, 0);
    assertThat(flow.send(0, 3)).isEqualTo(6 + 3 * 3.0);
    assertThat(flow.through(cheap)).isEqualTo(6);
    assertThat(flow.through(dear)).isEqualTo(3);
  }

  @Test
  void aFlowIsTakenBackWhereThatIsCheaper() {
    // The first path found, 0-1-2-3, has to give way: 0-1-3 and 0-2-3 are the only two that fit.
    Flow flow = new Flow(4);
    flow.arc(0, 1, 1, 1);
    flow.arc(0, 2, 1, 4);
    flow.arc(1, 2, 1, 1);
    flow.arc(1, 3, 1, 6);
    flow.arc(2, 3, 1, 1);
    assertThat(flow.send(0, 3)).isEqualTo(1 + 6 + 4 + 1.0);
  }

  /** Where everyone suffers anyway, all that ways differ by may be rounding. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void roundingLeadsNobodyInCircles() {
    for (long seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Flow flow = new Flow(6);
      for (int place : new int[] {1, 2}) {
        flow.arc(0, place, 100 + random.nextInt(900), 0);
        for (int cdn : new int[] {3, 4}) {
          double cost = 1 + random.nextInt(8) * Math.ulp(1.0);
          flow.arc(place, cdn, random.nextInt(400), cost);
          flow.arc(place, cdn, 2_000, cost + (random.nextBoolean() ? 0 : 1e-4));
        }
      }
      int[] ways = new int[4];
      for (int i = 0; i < ways.length; i++) {
        double left = i % 2 * -random.nextInt(16) * Math.ulp(1.0);
        ways[i] = flow.arc(3 + i / 2, 5, i % 2 == 0 ? 400 : 5_000, left);
      }
      flow.send(0, 5);
      assertThat(Arrays.stream(ways).mapToDouble(flow::through).sum())
          .as("seed %s", seed)
          .isGreaterThan(199);
    }
  }

  @Test
  void theBestIsNeverWorseThanStaticAndNeverBelowTheFloor() {
    for (long seed = 0; seed < 200; seed++) {
      Truth truth = truth(new SplittableRandom(seed));
      double[][][] weights = statics(truth);
      double[][][] best = Allotment.best(Moment.of(truth), weights, Oracle.LOYALTY);
      double without = Moment.of(truth).harm(weights, weights);
      double with = Moment.of(truth).harm(best, best);
      double floor = Allotment.floor(Moment.of(truth));
      assertThat(with).as("seed %s", seed).isLessThanOrEqualTo(without);
      assertThat(floor).as("floor, seed %s", seed).isLessThanOrEqualTo(with + 1e-6);
      assertThat(floor).as("floor, seed %s", seed).isLessThanOrEqualTo(without + 1e-6);
      for (double[][] region : best) {
        for (double[] place : region) {
          assertThat(Arrays.stream(place).sum()).as("seed %s", seed).isCloseTo(1, within(1e-9));
        }
      }
    }
  }

  @Test
  void noExchangeOfTwoPlacesMakesTheBestBetter() {
    for (long seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Truth truth = truth(random);
      double[][][] best = Allotment.best(Moment.of(truth), statics(truth), 0);
      double with = Moment.of(truth).harm(best, best);
      double viewers = Arrays.stream(truth.demand()).flatMapToDouble(Arrays::stream).sum();
      for (int attempt = 0; attempt < 200; attempt++) {
        double[][][] other = copy(best);
        double[] place = other[random.nextInt(2)][random.nextInt(2)];
        int from = random.nextInt(4);
        int to = random.nextInt(4);
        double part = place[from] * random.nextDouble();
        place[from] -= part;
        place[to] += part;
        assertThat(Moment.of(truth).harm(other, other))
            .as("seed %s, attempt %s", seed, attempt)
            .isGreaterThan(0.97 * with - 0.001 * viewers);
      }
    }
  }

  @Test
  void theSurplusOfAShortageStaysWhereItIs() {
    double[][] demand = {{900}};
    double[][][] cost = {{{1, 0, 0}}};
    double[][] regional = new double[3][1];
    Arrays.stream(regional).forEach(bounds -> Arrays.fill(bounds, Double.POSITIVE_INFINITY));
    Moment moment =
        new Moment(
            demand,
            cost,
            cost,
            new double[] {500, 400, 300},
            regional,
            new double[3],
            new double[3]);
    double[][][] best = Allotment.best(moment, new double[][][] {{{0.5, 0.3, 0.2}}}, 0);
    assertThat(best[0][0][0] * 900).as("on the dead one").isCloseTo(200, within(1.0));
    assertThat(best[0][0][1] * 900).isCloseTo(400, within(1.0));
  }

  @Test
  void nobodyMovesForLessThanItIsWorth() {
    double[][][] cost = {{{0.004, 0.003_9, 0.004}}};
    double[][] regional = new double[3][1];
    Arrays.stream(regional).forEach(bounds -> Arrays.fill(bounds, Double.POSITIVE_INFINITY));
    Moment moment =
        new Moment(
            new double[][] {{500}},
            cost,
            cost,
            new double[] {500, 400, 300},
            regional,
            new double[3],
            new double[3]);
    double[][][] held = {{{0.5, 0.3, 0.2}}};
    double[][][] best = Allotment.best(moment, held, Oracle.LOYALTY);
    assertThat(best[0][0]).containsExactly(held[0][0], within(1e-9));
  }

  @Test
  void whoAsksNowIsWeightedByHowLongTheAnswerIsHeld() {
    List<Clientele.Way> ways =
        List.of(
            new Clientele.Way("steering", 0.5, Optional.empty()),
            new Clientele.Way("dns", 0.5, Optional.of(Duration.ofSeconds(4))));
    double[] weights = Lead.weights(ways, Duration.ofSeconds(2));
    // a/T: 0.25 of the first kind for 2 s, 0.125 of the second for 4 s
    assertThat(weights).containsExactly(new double[] {0.375, 0.375, 0.125, 0.125}, within(1e-12));
  }

  @Test
  void comersAreHeldToWhatACdnTakesOn() {
    Truth truth = truth(new SplittableRandom(1));
    double[] joinRate = {Double.POSITIVE_INFINITY, 2, Double.POSITIVE_INFINITY, 100};
    Truth bounded =
        new Truth(
            truth.demand(),
            1,
            truth.base(),
            truth.fault(),
            truth.arrivalFault(),
            truth.capacity(),
            truth.regionalCapacity(),
            joinRate,
            truth.foreign(),
            truth.utilisation(),
            truth.slowness());
    double[][][] held = statics(truth);
    double[][][] wanted = copy(held);
    for (double[][] region : wanted) {
      for (double[] place : region) {
        System.arraycopy(new double[] {0, 0.7, 0.2, 0.1}, 0, place, 0, 4);
      }
    }
    double[][][] published =
        new Joins(Clientele.STANDARD.ways(), 5, statics(truth)).pace(wanted, bounded);
    double asking = 0.6 / 5 + 0.4 / 60;
    double coming = 0;
    for (int r = 0; r < 2; r++) {
      for (int n = 0; n < 2; n++) {
        coming += truth.demand()[r][n] * asking * (published[r][n][1] - held[r][n][1]);
      }
    }
    assertThat(coming).isCloseTo(1.8, within(1e-9));
  }

  private static double[][][] statics(Truth truth) {
    double[][][] shares = copy(truth.base());
    for (double[][] region : shares) {
      for (double[] place : region) {
        System.arraycopy(WEIGHTS, 0, place, 0, WEIGHTS.length);
      }
    }
    return shares;
  }

  private static double[][][] copy(double[][][] shares) {
    double[][][] copy = new double[shares.length][][];
    for (int r = 0; r < shares.length; r++) {
      copy[r] = Arrays.stream(shares[r]).map(double[]::clone).toArray(double[][]::new);
    }
    return copy;
  }

  /** Two regions of two networks, demand up to a little above capacity, faults here and there. */
  private static Truth truth(SplittableRandom random) {
    double[][] demand = new double[2][2];
    double[][][] base = new double[2][2][4];
    double[][][] fault = new double[2][2][4];
    double all = random.nextDouble() * 1_050;
    int sick = random.nextInt(4);
    double badness = random.nextDouble();
    for (int r = 0; r < 2; r++) {
      for (int n = 0; n < 2; n++) {
        demand[r][n] = all / 4 * (0.5 + random.nextDouble());
        for (int k = 0; k < 4; k++) {
          base[r][n][k] = 0.004 * (0.5 + random.nextDouble());
          fault[r][n][k] = k == sick && random.nextInt(3) > 0 ? badness : 0;
        }
      }
    }
    double[] capacity = CAPACITY.clone();
    capacity[random.nextInt(4)] *= 0.4 + 0.6 * random.nextDouble();
    double[][] regional = new double[4][2];
    for (double[] bounds : regional) {
      Arrays.fill(bounds, random.nextInt(4) == 0 ? 150 : Double.POSITIVE_INFINITY);
    }
    double[] free = new double[4];
    Arrays.fill(free, Double.POSITIVE_INFINITY);
    double[][][] even = new double[2][2][4];
    return new Truth(
        demand,
        1,
        base,
        fault,
        fault,
        capacity,
        regional,
        free,
        new double[4],
        new double[4],
        even);
  }
}
