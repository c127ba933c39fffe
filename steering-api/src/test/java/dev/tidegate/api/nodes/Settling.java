package dev.tidegate.api.nodes;

import dev.tidegate.api.nodes.World.Link;
import dev.tidegate.api.nodes.World.Master;
import dev.tidegate.api.nodes.World.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What must come of every state once faults stop: the second master goes, leases that nobody holds
 * end, every node finds the store and ticks in turn, and nothing changes that would be worth a new
 * snapshot: the leader publishes the first one of its lease, no more. After so many ticks all nodes
 * answer from one snapshot, which is the published one, and one of them leads. This is asked of
 * every order of nodes.
 */
final class Settling {
  /** More than a cure ever takes: what has not come by then goes round in a circle. */
  private static final int TICKS = 12;

  private final Acts acts;
  private final List<List<Integer>> orders;
  private final Set<World> well = new HashSet<>();
  private int ticks;

  Settling(Acts acts, int nodes) {
    this.acts = acts;
    this.orders = orders(nodes);
  }

  int ticks() {
    return ticks;
  }

  /** What does not become well, if something does not. */
  Optional<String> fault(World state) {
    World start = found(state);
    if (!well.add(start)) {
      return Optional.empty();
    }
    for (List<Integer> order : orders) {
      World world = start;
      int tick = 0;
      while (!agreed(world)) {
        if (++tick > TICKS) {
          return Optional.of("nodes never agree again, in the order " + order + ": " + world);
        }
        world = tick(world, order);
      }
      ticks = Math.max(ticks, tick);
    }
    return Optional.empty();
  }

  /** One master, found by all; its news has been told. What was not of it is gone. */
  private static World found(World state) {
    World healed = Acts.healed(state);
    List<Node> nodes =
        healed.nodes().stream()
            .map(n -> n.link() == Link.MAIN ? n : n.holding(Optional.empty()).linked(Link.MAIN))
            .toList();
    Master main = healed.main();
    return new World(nodes, main, Optional.empty(), Rules.NOTHING, 0).plain();
  }

  private static boolean agreed(World world) {
    Master main = world.main();
    return world.nodes().stream().allMatch(n -> n.applied().equals(main.version()))
        && world.nodes().stream().flatMap(n -> n.lease().stream()).anyMatch(l -> leads(l, main));
  }

  /** May publish the next snapshot, too. */
  private static boolean leads(Lease lease, Master main) {
    return main.standing(Optional.of(lease))
        && lease.epoch() == main.version().epoch()
        && lease.epoch() >= main.epoch();
  }

  private World tick(World world, List<Integer> order) {
    Optional<Lease> lease = world.main().lease();
    World at = world;
    if (world.nodes().stream().noneMatch(n -> n.lease().equals(lease))) {
      at = at.with(Link.MAIN, world.main().leased(Optional.empty()));
    }
    for (int node : order) {
      at = after(at, acts.pulse(at, node));
      at = after(at, acts.renew(at, node));
      at = after(at, acts.acquire(at, node));
      at = after(at, first(at, node));
    }
    return at;
  }

  private static World after(World before, Optional<Acts.Act> act) {
    return act.map(Acts.Act::to).orElse(before);
  }

  /** The leader publishes, if nothing of its lease is published. */
  private Optional<Acts.Act> first(World world, int i) {
    return world
        .nodes()
        .get(i)
        .lease()
        .filter(l -> l.epoch() != world.main().version().epoch())
        .map(_ -> acts.publish(world, i));
  }

  private static List<List<Integer>> orders(int nodes) {
    List<List<Integer>> all = new ArrayList<>(List.of(List.of()));
    for (int n = 0; n < nodes; n++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> order : all) {
        for (int at = 0; at <= order.size(); at++) {
          List<Integer> with = new ArrayList<>(order);
          with.add(at, n);
          longer.add(with);
        }
      }
      all = longer;
    }
    return all;
  }
}
