package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.sim.Scenario;
import java.util.List;

/**
 * What a scenario plays on where it does not say: four regions, three networks, four CDNs of which
 * the other three just carry everyone when the largest is lost.
 */
final class StandardStage {
  /** Viewers that all CDNs together carry: at 55 % of them about 1 470 beacons a second. */
  static final double CAPACITY = 400_000;

  static final double BITS_PER_VIEWER = 5e6;
  static final double DEMAND = 0.55;

  static final List<Scenario.Region> REGIONS =
      List.of(
          new Scenario.Region("east", 15),
          new Scenario.Region("north", 30),
          new Scenario.Region("south", 20),
          new Scenario.Region("west", 35));

  static final List<Scenario.Network> NETWORKS =
      List.of(
          new Scenario.Network("net-a", 50),
          new Scenario.Network("net-b", 35),
          new Scenario.Network("net-c", 15));

  static final List<Scenario.Cdn> CDNS =
      List.of(
          Scenario.Cdn.of("cdn-a", 40, 0.38),
          Scenario.Cdn.of("cdn-b", 30, 0.30),
          Scenario.Cdn.of("cdn-c", 20, 0.22),
          Scenario.Cdn.of("cdn-d", 10, 0.10));

  private StandardStage() {}
}
