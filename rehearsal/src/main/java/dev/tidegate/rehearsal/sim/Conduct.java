package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Rung;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the engine under rehearsal is set up and operated.
 *
 * @param policy its numbers
 * @param orders operators' words, with when they are given
 * @param nodes engines that each see a part of the beacons, &gt;= 1
 * @param ladder what is given up in shortage, in this order; of its rungs only rendition caps are
 *     felt, by players who follow the steering's answers
 */
public record Conduct(
    Policy policy, Rollout rollout, List<Order> orders, int nodes, List<Rung> ladder) {
  /**
   * An operator's word.
   *
   * @param region empty: everywhere
   * @param from from the start of the scored clock
   */
  public record Order(
      OperatorOverride.Action action, Optional<String> region, Duration from, Duration until) {}

  /** Default numbers, everything steered, nobody interferes, one node. */
  public static final Conduct STANDARD =
      new Conduct(Policy.STANDARD, Rollout.FULL, List.of(), 1, List.of());

  public Conduct {
    orders = List.copyOf(orders);
    ladder = List.copyOf(ladder);
    if (nodes < 1) {
      throw new IllegalArgumentException("nodes must be >= 1: " + nodes);
    }
  }

  /** The same with other numbers. */
  public Conduct with(Policy numbers) {
    return new Conduct(numbers, rollout, orders, nodes, ladder);
  }
}
