package dev.tidegate.shift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Access;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Viewers are late by the way that they ask; the loop is closed no faster than they follow. */
class LagTest {
  private static final Service NOT_NAMED =
      new Service(
          "live",
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          1,
          5e6,
          Optional.empty(),
          Rollout.FULL,
          new TreeMap<>(
              Map.of(
                  "cdn-a", new Cdn("cdn-a", "cdn-a", 1, 0, Access.OPEN, OptionalDouble.empty()))),
          new TreeMap<>(),
          Policy.STANDARD);

  private static Service named(int ttl) {
    return NOT_NAMED.named(
        new Service.Names(Duration.ofSeconds(ttl), new TreeSet<>(Set.of("cdn-a"))));
  }

  @Test
  void whoAsksHoldsAnAnswerAndItsAgeAtTheEdge() {
    assertThat(Lag.asked(NOT_NAMED)).isEqualTo(15);
    assertThat(Lag.held(NOT_NAMED, 1)).isEqualTo(15);
    assertThat(Lag.heldDirect(NOT_NAMED, 1)).isEqualTo(10);
  }

  @Test
  void whoGoesByDnsHoldsItsTtlAndConnections() {
    assertThat(Lag.unasked(NOT_NAMED)).as("unasked-ttl").isEqualTo(60);
    assertThat(Lag.unasked(named(20))).isEqualTo(60);
    assertThat(Lag.unasked(named(300))).isEqualTo(340);
    assertThat(Lag.held(named(20), 0.5)).isEqualTo(37.5);
  }

  /**
   * tau = held / 2 + half a beacon's interval and its way + the short window's mean age + half a
   * tick.
   */
  @Test
  void theLoopsLagGrowsWithThePartThatGoesByDns() {
    double rest = 5 + 1 + Policy.STANDARD.get(Policy.Key.SHORT_HALF_LIFE) / Math.log(2) + 0.5;
    for (double asking : List.of(0.0, 0.5, 1.0)) {
      double held = asking * 15 + (1 - asking) * 340;
      assertThat(ShiftLimit.tau(named(300), Policy.STANDARD, asking))
          .as("asking " + asking)
          .isCloseTo(held / 2 + rest, org.assertj.core.api.Assertions.within(1e-9));
    }
  }
}
