package dev.tidegate.weigh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Group;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The laws in {@link Weigher}'s Javadoc, in that order, and the rules of shortage. */
class WeigherTest {
  private static final int SEEDS = 300;
  private static final Level LEVEL = new Level(0.85, 0.97);

  @Test
  void sharesSumAndKeepTheirBounds() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<Wish> wishes = wishes(random, 1 + random.nextInt(6), 2 + random.nextInt(4));
      List<Bound> bounds = bounds(wishes, 0.3 + random.nextDouble());
      for (Target target : Weigher.target(wishes, bounds)) {
        Wish wish =
            wishes.stream().filter(w -> w.group().equals(target.group())).findFirst().orElseThrow();
        for (Wish.Line line : wish.lines()) {
          int share = target.weights().of(line.cdn());
          assertThat(share)
              .as("seed %d %s", seed, line)
              .isGreaterThanOrEqualTo((int) (line.least() * 10_000 - 1));
          if (target.shortage() == 0) {
            assertThat(share)
                .as("seed %d %s", seed, line)
                .isLessThanOrEqualTo((int) Math.ceil(line.most() * 10_000));
          }
        }
      }
    }
  }

  @Test
  void noBoundIsOverWhereverCapacitySuffices() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      int cdns = 2 + random.nextInt(4);
      List<Wish> wishes = partial(random, 1 + random.nextInt(6), cdns);
      List<Bound> bounds = feasible(random, wishes);
      List<Target> targets = Weigher.target(wishes, bounds);
      for (Bound bound : bounds) {
        assertThat(utilisation(bound, wishes, targets))
            .as("seed %d %s", seed, bound.name())
            .isLessThanOrEqualTo(0.97 + onePoint(bound));
      }
    }
  }

  @Test
  void noBoundIsOverWhereCapacitiesLieWithinOneAnother() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      int cdns = 2 + random.nextInt(4);
      List<Wish> wishes = partial(random, 2 + random.nextInt(6), cdns);
      List<Bound> bounds = nested(random, wishes);
      List<Target> targets = Weigher.target(wishes, bounds);
      assertThat(targets).as("seed %d", seed).allMatch(t -> t.shortage() == 0);
      for (Bound bound : bounds) {
        assertThat(utilisation(bound, wishes, targets))
            .as("seed %d %s", seed, bound.name())
            .isLessThanOrEqualTo(0.97 + onePoint(bound));
      }
    }
  }

  @Test
  void inShortageTheHealthyAreFullButNotOver() {
    int shortages = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<Wish> wishes = damaged(random, 1 + random.nextInt(6), 3 + random.nextInt(3));
      List<Bound> bounds = bounds(wishes, 0.5 + 2 * random.nextDouble());
      List<Target> targets = Weigher.target(wishes, bounds);
      shortages += targets.stream().anyMatch(t -> t.shortage() > 0) ? 1 : 0;
      for (Bound bound : bounds) {
        if (!bound.pool().equals("cdn-0")) {
          assertThat(utilisation(bound, wishes, targets))
              .as("seed %d %s", seed, bound.name())
              .isLessThanOrEqualTo(0.97 + onePoint(bound));
        }
      }
    }
    assertThat(shortages).isBetween(SEEDS / 4, SEEDS - 1);
  }

  @Test
  void surplusGoesToTheLeastDamagedThatHasRoom() {
    Wish wish =
        new Wish(
            G,
            List.of(
                new Wish.Line("a", 0.5, 0, 0.01, 0.3, 1, true),
                new Wish.Line("b", 0.5, 0, 0.01, 0.3, 0.1, true),
                open("c", 0.4)));
    List<Bound> bounds =
        List.of(
            new Bound("pool a", "a", 1000, LEVEL, List.of(new Bound.Term(0, 0, 1000))),
            new Bound("pool b", "b", 500, LEVEL, List.of(new Bound.Term(0, 1, 1000))),
            new Bound("pool c", "c", 300, LEVEL, List.of(new Bound.Term(0, 2, 1000))));
    Weights weights = Weigher.target(List.of(wish), bounds).getFirst().weights();
    assertThat(weights.of("c")).isBetween(2900, 2911);
    assertThat(weights.of("a")).as("those who are on it stay").isBetween(2990, 3010);
    assertThat(weights.of("b")).as("the rest is where damage is least").isBetween(4080, 4110);
  }

  @Test
  void aCapacityIsFilledToItsOwnLevels() {
    assertThat(new Level(0.85, 0.97).smaller(new Level(0.9, 0.92)))
        .isEqualTo(new Level(0.85, 0.92));
    Wish wish = new Wish(G, List.of(open("a", 1), open("b", 0.01)));
    Bound low =
        new Bound("pool a", "a", 1000, new Level(0.5, 0.6), List.of(new Bound.Term(0, 0, 1000)));
    Bound high = new Bound("pool b", "b", 1000, LEVEL, List.of(new Bound.Term(0, 1, 1000)));
    assertThat(Weigher.target(List.of(wish), List.of(low, high)).getFirst().weights().of("a"))
        .isBetween(4970, 5000);
  }

  @Test
  void theOrderOfWishesDoesNotMatter() {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      List<Wish> wishes = wishes(random, 4, 3);
      List<Target> one = Weigher.target(wishes, List.of());
      List<Wish> reversed = new ArrayList<>(wishes);
      Collections.reverse(reversed);
      List<Target> two = new ArrayList<>(Weigher.target(reversed, List.of()));
      Collections.reverse(two);
      assertThat(two).as("seed %d", seed).isEqualTo(one);
    }
  }

  @Test
  void anOverfullCdnIsScaledToItsLevelAndTheOthersFillInProportion() {
    Wish wish = new Wish(G, List.of(open("a", 0.5), open("b", 0.3), open("c", 0.2)));
    Bound tight = new Bound("pool a", "a", 400, LEVEL, List.of(new Bound.Term(0, 0, 1000)));
    Weights weights = Weigher.target(List.of(wish), List.of(tight)).getFirst().weights();
    assertThat(weights.of("a")).isBetween(3385, 3400);
    assertThat((double) weights.of("b") / weights.of("c")).isBetween(1.499, 1.501);
  }

  @Test
  void surplusStaysOnTheDamagedCdnRatherThanDrownTheHealthy() {
    Wish.Line bad = new Wish.Line("a", 0.5, 0.005, 0.005, 0.5, 1, true);
    Wish wish = new Wish(G, List.of(bad, open("b", 0.5)));
    Bound b = new Bound("pool b", "b", 800, LEVEL, List.of(new Bound.Term(0, 1, 1000)));
    Target target = Weigher.target(List.of(wish), List.of(b)).getFirst();
    assertThat(target.weights().of("b")).isBetween(7740, 7760);
    assertThat(target.shortage()).isBetween(0.2, 0.23);
  }

  @Test
  void aCdnOfWeightZeroIsUsedOnlyInNeed() {
    Wish calm = new Wish(G, List.of(open("a", 1), open("b", 0)));
    assertThat(Weigher.target(List.of(calm), List.of()).getFirst().weights().of("b")).isZero();
    Wish need = new Wish(G, List.of(new Wish.Line("a", 1, 0.01, 0.01, 1, 1, true), open("b", 0)));
    assertThat(Weigher.target(List.of(need), List.of()).getFirst().weights().of("b"))
        .isEqualTo(9900);
  }

  @Test
  void floorsFollowTheRateOfSamples() {
    assertThat(Floors.basisPoints(Policy.STANDARD, 100_000, 1)).isEqualTo(5);
    assertThat(Floors.basisPoints(Policy.STANDARD, 600, 1)).isEqualTo(47);
    assertThat(Floors.basisPoints(Policy.STANDARD, 600, 0.05)).isEqualTo(185);
    assertThat(Floors.basisPoints(Policy.STANDARD, 1, 1)).isEqualTo(100);
  }

  @Test
  void frozenFormula() {
    StringBuilder all = new StringBuilder();
    for (long seed = 1; seed <= 100; seed++) {
      Random random = new Random(seed);
      List<Wish> wishes = wishes(random, 3, 4);
      Weigher.target(wishes, bounds(wishes, 1.1)).forEach(t -> all.append(t.weights().shares()));
    }
    assertThat(Integer.toHexString(all.toString().hashCode())).isEqualTo("1e876ac6");
  }

  private static final Group G = Group.of("live", "west");

  private static Wish.Line open(String cdn, double base) {
    return new Wish.Line(cdn, base, 0, 1, base, 0, false);
  }

  private static List<Wish> wishes(Random random, int groups, int cdns) {
    List<Wish> wishes = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      List<Wish.Line> lines = new ArrayList<>();
      for (int k = 0; k < cdns; k++) {
        double least = random.nextInt(3) == 0 ? random.nextDouble() / cdns / 2 : 0;
        double most =
            random.nextInt(3) == 0 && k > 0 ? least + random.nextDouble() * (1 - least) : 1;
        lines.add(
            new Wish.Line(
                "cdn-" + k,
                random.nextDouble(),
                least,
                most,
                1.0 / cdns,
                random.nextDouble(),
                most < 1));
      }
      wishes.add(new Wish(Group.of("live", "r" + g), lines));
    }
    return wishes;
  }

  /** Groups that use only some of the CDNs: only moving the others makes room for them. */
  private static List<Wish> partial(Random random, int groups, int cdns) {
    List<Wish> wishes = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      List<Wish.Line> lines = new ArrayList<>();
      for (int k = 0; k < cdns; k++) {
        if (k == g % cdns || random.nextInt(3) > 0) {
          lines.add(open("cdn-" + k, 0.05 + random.nextDouble()));
        }
      }
      wishes.add(new Wish(Group.of("live", "r" + g), lines));
    }
    return wishes;
  }

  /** The first CDN is damaged everywhere; every group has another. */
  private static List<Wish> damaged(Random random, int groups, int cdns) {
    List<Wish> wishes = new ArrayList<>();
    for (Wish wish : partial(random, groups, cdns)) {
      List<Wish.Line> lines = new ArrayList<>();
      lines.add(new Wish.Line("cdn-0", 0.5, 0.005, 0.005, random.nextDouble(), 0.3, true));
      wish.lines().stream().filter(l -> !l.cdn().equals("cdn-0")).forEach(lines::add);
      wishes.add(new Wish(wish.group(), lines));
    }
    return wishes;
  }

  private static List<Bound> bounds(List<Wish> wishes, double room) {
    SortedMap<String, List<Bound.Term>> terms = terms(wishes);
    double total =
        terms.values().stream().flatMap(List::stream).mapToDouble(Bound.Term::load).sum()
            / terms.size();
    List<Bound> bounds = new ArrayList<>();
    terms.forEach(
        (cdn, t) -> bounds.add(new Bound(cdn, cdn, total * room / terms.size(), LEVEL, t)));
    return bounds;
  }

  /** Capacities that some assignment fits with a hair to spare below 0.97. */
  private static List<Bound> feasible(Random random, List<Wish> wishes) {
    SortedMap<String, List<Bound.Term>> terms = terms(wishes);
    TreeMap<String, Double> load = new TreeMap<>();
    for (int g = 0; g < wishes.size(); g++) {
      double[] split = new double[wishes.get(g).lines().size()];
      double sum = 0;
      for (int k = 0; k < split.length; k++) {
        split[k] = random.nextDouble();
        sum += split[k];
      }
      for (int k = 0; k < split.length; k++) {
        String cdn = wishes.get(g).lines().get(k).cdn();
        load.merge(cdn, split[k] / sum * loadOf(g), Double::sum);
      }
    }
    List<Bound> bounds = new ArrayList<>();
    terms.forEach(
        (cdn, t) -> bounds.add(new Bound(cdn, cdn, load.getOrDefault(cdn, 1.0) / 0.968, LEVEL, t)));
    return bounds;
  }

  /** As {@link #feasible}, and by the same assignment each line has a bound of its own too. */
  private static List<Bound> nested(Random random, List<Wish> wishes) {
    SortedMap<String, List<Bound.Term>> terms = terms(wishes);
    TreeMap<String, Double> load = new TreeMap<>();
    List<Bound> bounds = new ArrayList<>();
    for (int g = 0; g < wishes.size(); g++) {
      double[] split = random.doubles(wishes.get(g).lines().size(), 0.01, 1).toArray();
      double sum = java.util.Arrays.stream(split).sum();
      for (int k = 0; k < split.length; k++) {
        String cdn = wishes.get(g).lines().get(k).cdn();
        double draws = split[k] / sum * loadOf(g);
        load.merge(cdn, draws, Double::sum);
        double limit = draws / 0.968 * (1 + random.nextDouble());
        List<Bound.Term> own = List.of(new Bound.Term(g, k, loadOf(g)));
        bounds.add(new Bound(cdn + " in " + wishes.get(g).group(), cdn, limit, LEVEL, own));
      }
    }
    terms.forEach(
        (cdn, t) -> bounds.add(new Bound(cdn, cdn, load.getOrDefault(cdn, 1.0) / 0.968, LEVEL, t)));
    return bounds;
  }

  /** What whole basis points can be off by. */
  private static double onePoint(Bound bound) {
    return bound.terms().stream().mapToDouble(Bound.Term::load).sum() / 10_000 / bound.limit();
  }

  private static double loadOf(int group) {
    return 1000.0 * (group + 1);
  }

  private static SortedMap<String, List<Bound.Term>> terms(List<Wish> wishes) {
    TreeMap<String, List<Bound.Term>> terms = new TreeMap<>();
    for (int g = 0; g < wishes.size(); g++) {
      for (int k = 0; k < wishes.get(g).lines().size(); k++) {
        terms
            .computeIfAbsent(wishes.get(g).lines().get(k).cdn(), c -> new ArrayList<>())
            .add(new Bound.Term(g, k, loadOf(g)));
      }
    }
    return terms;
  }

  private static double utilisation(Bound bound, List<Wish> wishes, List<Target> targets) {
    List<double[]> shares = new ArrayList<>();
    for (int g = 0; g < wishes.size(); g++) {
      Weights weights = targets.get(g).weights();
      shares.add(
          wishes.get(g).lines().stream()
              .mapToDouble(l -> weights.of(l.cdn()) / 10_000.0)
              .toArray());
    }
    return bound.utilisation(shares);
  }
}
