package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.health.GroupHealth;
import dev.tidegate.health.Verdict;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who may receive for price: whose quality is known to be that of the best. */
class ThriftTest {
  private static final Set<String> CDNS = Set.of("cdn-a", "cdn-b", "cdn-c");

  private static GroupHealth usually(Map<String, Double> usual) {
    return new GroupHealth(
        new Verdict.None(), false, 0, 0, new TreeMap<>(), new TreeMap<>(usual), new TreeMap<>());
  }

  @Test
  void whoIsWithinTheBandOfTheBestIsTied() {
    GroupHealth health = usually(Map.of("cdn-a", 0.004, "cdn-b", 0.0065, "cdn-c", 0.008));
    assertThat(Thrift.tied(health, CDNS, 0.003)).containsExactly("cdn-a", "cdn-b");
  }

  @Test
  void whomNobodyKnowsIsTiedWithNobody() {
    GroupHealth health = usually(Map.of("cdn-a", 0.004, "cdn-b", 0.0065));
    assertThat(Thrift.tied(health, CDNS, 0.003)).containsExactly("cdn-a", "cdn-b");
    assertThat(Thrift.tied(usually(Map.of()), CDNS, 0.003)).isEmpty();
  }
}
