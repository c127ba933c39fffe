package dev.tidegate.api.nodes;

import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Explorer.Move;
import dev.tidegate.api.nodes.World.Link;
import dev.tidegate.api.nodes.World.Master;
import dev.tidegate.api.nodes.World.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that may happen to nodes and a store. What a node does in one go by one call to the store is
 * one move; whatever may happen between two calls may happen between two moves. Times are not
 * modelled: whatever is late may be as late as it likes.
 *
 * <p>Nodes: ask how things stand (and apply, raise or give up the lease), hear news, renew,
 * acquire, publish, go on alone and come back. Faults, at most so many in one history: a call that
 * was done though its caller never learns it (and goes on, alone or not, having applied what it
 * tried to publish, or not); a node that loses its store; a crash, with its disk or without; a
 * failover that loses any number of writes of lease, epoch and publication, of each its own; a
 * second master. A lease may end at any time at no cost: its holder was paused, or slow.
 */
final class NodesModel implements Explorer.Model<World> {
  private final int nodes;
  private final int faults;
  private final boolean twoMasters;
  private final int epochs;
  private final int numbers;
  private final Acts acts;
  private final Settling settling;

  /**
   * @param faults in one history, at most
   * @param twoMasters whether one of them may be a second master
   * @param epochs of leases, at most
   * @param numbers of versions in one epoch, at most
   */
  NodesModel(int nodes, int faults, boolean twoMasters, int epochs, int numbers, Conduct conduct) {
    this.nodes = nodes;
    this.faults = faults;
    this.twoMasters = twoMasters;
    this.epochs = epochs;
    this.numbers = numbers;
    this.acts = new Acts(conduct);
    this.settling = new Settling(acts, nodes);
  }

  @Override
  public World start() {
    return World.start(nodes, faults);
  }

  @Override
  public Optional<String> fault(World state) {
    return settling.fault(state);
  }

  /** How many ticks it took at most until all was well again. */
  int ticks() {
    return settling.ticks();
  }

  @Override
  public List<Move<World>> moves(World from) {
    List<Move<World>> moves = new ArrayList<>();
    for (int i = 0; i < from.nodes().size(); i++) {
      Node node = from.nodes().get(i);
      if (i > 0 && node.equals(from.nodes().get(i - 1))) {
        continue; // what its twin does is the same
      }
      Optional<Master> master = from.master(node.link());
      if (master.isPresent()) {
        linked(moves, from, i, master.get());
      }
      anyNode(moves, from, i, node);
    }
    stores(moves, from);
    return moves;
  }

  private void linked(List<Move<World>> moves, World from, int i, Master master) {
    Node node = from.nodes().get(i);
    acts.pulse(from, i).ifPresent(a -> moves.add(a.move("pulse")));
    acts.renew(from, i).ifPresent(a -> moves.add(a.move("renew: lost")));
    if (acts.epoch(master, node) <= epochs) {
      acts.acquire(from, i).ifPresent(a -> moves.add(a.move("acquire")));
      if (from.faults() > 0 && master.lease().isEmpty()) {
        moves.add(acts.acquireUnheard(from, i).faulted("acquire, done but not heard"));
      }
    }
    if (node.lease().isPresent() && acts.number(node) <= numbers) {
      moves.add(acts.publish(from, i).move("publish"));
      if (from.faults() > 0) {
        publishUnheard(moves, from, i);
      }
    }
    if (from.faults() > 0) {
      World alone = from.with(i, node.linked(Link.NONE).holding(Optional.empty()));
      moves.add(Acts.done(alone).faulted("loses the store"));
    }
  }

  private void publishUnheard(List<Move<World>> moves, World from, int i) {
    for (boolean alone : new boolean[] {false, true}) {
      String then = alone ? ", goes on alone" : "";
      acts.publishUnheard(from, i, true, true, alone)
          .ifPresent(a -> moves.add(a.faulted("publish, done but not heard, applied" + then)));
      acts.publishUnheard(from, i, true, false, alone)
          .ifPresent(a -> moves.add(a.faulted("publish, done but not heard, not applied" + then)));
      acts.publishUnheard(from, i, false, true, alone)
          .ifPresent(a -> moves.add(a.faulted("publish, not done, applied" + then)));
    }
  }

  private void anyNode(List<Move<World>> moves, World from, int i, Node node) {
    acts.hear(from, i, from.news()).ifPresent(a -> moves.add(a.move("hears news")));
    if (!node.disk().equals(node.applied())) {
      moves.add(Acts.done(acts.saved(from, i)).move("saves"));
    }
    if (from.faults() > 0) {
      moves.add(Acts.done(from.with(i, node.restarted())).faulted("crash"));
      moves.add(
          Acts.done(from.with(i, Node.NEW.linked(Link.NONE))).faulted("crash, its disk lost"));
    }
    if (node.link() == Link.NONE) {
      if (node.applied().seq() < numbers) {
        moves.add(acts.alone(from, i).move("steps alone"));
      }
      moves.add(Acts.done(from.with(i, node.linked(Link.MAIN))).move("finds the store"));
    }
    if (from.old().isPresent() && node.link() != Link.OLD) {
      moves.add(Acts.done(from.with(i, node.linked(Link.OLD))).move("takes the old master"));
    }
    if (node.link() == Link.OLD) {
      moves.add(Acts.done(from.with(i, node.linked(Link.MAIN))).move("takes the new master"));
    }
  }

  private void stores(List<Move<World>> moves, World from) {
    Master main = from.main();
    if (main.lease().isPresent()) {
      World ended = from.with(Link.MAIN, main.leased(Optional.empty()));
      moves.add(Acts.done(ended).move("lease ends"));
    }
    from.old()
        .ifPresent(
            old -> {
              World ended = from.with(Link.OLD, old.leased(Optional.empty()));
              moves.add(Acts.done(ended).move("old master's lease ends"));
              moves.add(Acts.done(Acts.healed(from)).move("old master goes"));
            });
    if (from.faults() > 0) {
      for (Master after : survivors(from)) {
        moves.add(Acts.done(from.stores(after, from.old())).faulted("failover"));
        if (twoMasters && from.old().isEmpty()) {
          moves.add(Acts.done(from.stores(after, Optional.of(main))).faulted("two masters"));
        }
      }
    }
  }

  /**
   * What a master may be that takes over: each of lease, epoch and publication is what it was, or
   * from any time before. All that was published before and still matters to somebody is what he
   * has applied, or may yet hear; all leases that matter are those that somebody holds.
   */
  private static Set<Master> survivors(World from) {
    Master main = from.main();
    Set<Optional<Lease>> leases = new LinkedHashSet<>(List.of(main.lease(), Optional.empty()));
    from.nodes().stream().map(Node::lease).filter(l -> lost(l, main)).forEach(leases::add);
    Set<Version> versions = new LinkedHashSet<>(List.of(main.version(), Rules.NOTHING));
    from.versions().filter(v -> v.compareTo(main.version()) < 0).forEach(versions::add);
    Set<Master> all = new LinkedHashSet<>();
    for (Optional<Lease> lease : leases) {
      for (Version version : versions) {
        for (long epoch = 0; epoch <= main.epoch(); epoch++) {
          all.add(new Master(lease, epoch, version));
        }
      }
    }
    return all;
  }

  private static boolean lost(Optional<Lease> held, Master main) {
    return held.filter(l -> l.epoch() <= main.epoch()).isPresent();
  }
}
