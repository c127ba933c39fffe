package dev.tidegate.weigh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.model.Pool;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The laws in {@link Costs}' Javadoc, and what a commitment makes of a price. */
class CostsTest {
  private static final Instant MIDDLE = Instant.parse("2026-11-16T00:00:00Z");

  @Test
  void laws() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      SortedMap<String, Double> base = new TreeMap<>();
      SortedMap<String, Double> prices = new TreeMap<>();
      Set<String> tied = new TreeSet<>();
      for (int i = 0; i < 2 + random.nextInt(4); i++) {
        String cdn = "cdn-" + i;
        base.put(cdn, random.nextInt(4) == 0 ? 0 : random.nextDouble());
        if (random.nextInt(5) > 0) {
          prices.put(cdn, random.nextDouble() * 2 - 0.5);
        }
        if (random.nextInt(4) > 0) {
          tied.add(cdn);
        }
      }
      double most = random.nextDouble();
      SortedMap<String, Double> bent = Costs.bend(base, prices, tied, most);
      assertThat(sum(bent)).as("seed %d", seed).isEqualTo(sum(base), within(1e-9));
      for (String cdn : base.keySet()) {
        double before = Objects.requireNonNull(base.get(cdn));
        double after = Objects.requireNonNull(bent.get(cdn));
        assertThat(after)
            .as("seed %d %s", seed, cdn)
            .isGreaterThanOrEqualTo(before * (1 - most) - 1e-9);
        if (!prices.containsKey(cdn)) {
          assertThat(after).as("seed %d %s", seed, cdn).isEqualTo(before);
        }
        if (after > before) {
          assertThat(tied).as("seed %d", seed).contains(cdn);
        }
      }
    }
  }

  @Test
  void theDearestGivesToTheCheapest() {
    SortedMap<String, Double> base = new TreeMap<>(Map.of("a", 50.0, "b", 30.0, "c", 20.0));
    SortedMap<String, Double> prices = new TreeMap<>(Map.of("a", 1.0, "b", 0.5, "c", 1.0));
    assertThat(Costs.bend(base, prices, Set.of("a", "b", "c"), 0.2))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", 45.0, "b", 37.0, "c", 18.0));
    assertThat(Costs.bend(base, prices, Set.of("a", "c"), 0.2)).isEqualTo(base);
  }

  @Test
  void aCommitmentThatLiesBehindWantsTraffic() {
    Pool pool = pool();
    double rate = 100 / Pace.left(Instant.parse("2026-11-01T00:00:00Z"));
    assertThat(price(pool, 50, rate)).as("on pace").isBetween(-0.1, 1.5);
    assertThat(price(pool, 10, rate)).as("behind").isEqualTo(-0.4, within(0.01));
    assertThat(price(pool, 100, 0)).as("reached").isEqualTo(1.5);
    assertThat(price(pool, 70, rate)).as("ahead").isEqualTo(1.5);
    double last = -2;
    for (double used = 0; used <= 120; used += 0.5) {
      double now = price(pool, used, rate);
      assertThat(now).as("used %f", used).isGreaterThanOrEqualTo(last - 1e-9);
      last = now;
    }
  }

  @Test
  void withoutACommitmentThePriceIsThePrice() {
    Pool free =
        new Pool(
            "p",
            Optional.empty(),
            new TreeMap<>(),
            OptionalDouble.empty(),
            OptionalDouble.of(0.7),
            OptionalDouble.empty(),
            Optional.empty());
    assertThat(Pace.price(free, 1e18, 1e9, MIDDLE)).hasValue(0.7);
    assertThat(Pace.elapsed(MIDDLE)).isEqualTo(0.5, within(1e-9));
    assertThat(Pace.end(MIDDLE)).isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
  }

  private static double price(Pool pool, double used, double rate) {
    return Pace.price(pool, used, rate, MIDDLE).orElseThrow();
  }

  private static Pool pool() {
    return new Pool(
        "p",
        Optional.empty(),
        new TreeMap<>(),
        OptionalDouble.empty(),
        OptionalDouble.of(1),
        OptionalDouble.of(1.5),
        Optional.of(new Pool.Commit("volume", 100, "month")));
  }

  private static double sum(SortedMap<String, Double> shares) {
    double sum = 0;
    for (double share : shares.values()) {
      sum += share;
    }
    return sum;
  }
}
