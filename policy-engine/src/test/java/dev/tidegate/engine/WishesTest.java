package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Mode;
import dev.tidegate.model.Service;
import dev.tidegate.weigh.Ruling;
import dev.tidegate.weigh.Wish;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a CDN that is well may not fall below. */
class WishesTest {
  private final World world = new World(Map.of("cdn-a", 50.0, "cdn-b", 30.0, "cdn-c", 20.0));

  private double least(String cdn) {
    Service service = Objects.requireNonNull(world.setup().services().get("live"));
    GroupState group = Objects.requireNonNull(world.last.state().groups.get(World.WEST));
    Aim aim = new Aim(0, group, service, group.base(service), Ruling.SILENT, Mode.AUTOMATIC, true);
    return new Wishes(List.of(aim))
        .wish(aim).lines().stream()
            .filter(line -> line.cdn().equals(cdn))
            .mapToDouble(Wish.Line::least)
            .findFirst()
            .orElseThrow();
  }

  private void weighIn(Map<String, Double> weights) {
    world.regional.put(
        "west", new Service.Regional(new TreeMap<>(weights), new TreeMap<>(), new TreeMap<>()));
  }

  @Test
  void aLeastWeightIsItsPartOfTheServicesProportions() {
    world.least.put("cdn-a", 10.0);
    assertThat(least("cdn-a")).isEqualTo(0.1);
    assertThat(least("cdn-b")).isZero();
  }

  @Test
  void aLeastWeightHoldsWhereTheRegionHasItsOwnWeights() {
    world.least.put("cdn-a", 10.0);
    weighIn(Map.of("cdn-a", 2.0, "cdn-b", 2.0));
    assertThat(least("cdn-a")).isEqualTo(0.1);
    weighIn(Map.of("cdn-a", 4.0, "cdn-b", 96.0));
    assertThat(least("cdn-a")).as("no more than the region gives it").isEqualTo(0.04);
  }
}
