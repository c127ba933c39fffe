package dev.tidegate.api.nodes;

import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Explorer.Move;
import dev.tidegate.api.nodes.World.Link;
import dev.tidegate.api.nodes.World.Master;
import dev.tidegate.api.nodes.World.Node;
import java.util.List;
import java.util.Optional;

/** What nodes of the model do, and the laws that this may break. */
final class Acts {
  static final String BACK = "a node's versions went back";
  static final String TWO = "a node applied two snapshots of one version";
  static final String FOREIGN = "published under a lease of another epoch";
  static final String UNFIT = "a leader published what it must not apply itself";
  static final String STALE = "a lease's epoch is one of which its taker had applied something";

  private final Conduct conduct;

  Acts(Conduct conduct) {
    this.conduct = conduct;
  }

  /** What came of it, and what was wrong with it. */
  record Act(World to, Optional<String> fault) {
    Move<World> move(String what) {
      return new Move<>(what, to.plain(), fault);
    }

    Move<World> faulted(String what) {
      return new Move<>(what, to.faulted().plain(), fault);
    }
  }

  static Act done(World to) {
    return new Act(to, Optional.empty());
  }

  /** The node asks how things stand. Empty if nothing comes of it. */
  Optional<Act> pulse(World world, int i) {
    Node node = world.nodes().get(i);
    Master master = world.master(node.link()).orElseThrow();
    return node.lease().isPresent()
        ? leads(world, i, node.lease().get(), master)
        : follows(world, i, master);
  }

  /**
   * Gives up a lease that is outgrown, or under which something was published that it has not
   * applied; publishes once more what the store has lost.
   */
  private Optional<Act> leads(World world, int i, Lease lease, Master master) {
    Version applied = world.nodes().get(i).applied();
    if (conduct.outgrown(lease, master.epoch(), applied)
        || conduct.applies(applied, master.version())
        || another(lease, applied, master.version())) {
      return Optional.of(done(released(world, i)));
    }
    boolean lost = conduct.applies(master.version(), applied) && applied.epoch() == lease.epoch();
    return lost && master.standing(Optional.of(lease))
        ? Optional.of(
            done(world.with(world.nodes().get(i).link(), master.published(applied)).told(applied)))
        : Optional.empty();
  }

  /** Whether another content of its own version is published: only who follows puts that right. */
  private boolean another(Lease lease, Version applied, Version published) {
    return applied.epoch() == lease.epoch()
        && conduct.mustRaise(applied, published)
        && !conduct.applies(published, applied);
  }

  private Optional<Act> follows(World world, int i, Master master) {
    Node node = world.nodes().get(i);
    if (conduct.applies(node.applied(), master.version())) {
      return Optional.of(applied(world, i, master.version()));
    }
    long raised = conduct.raised(node.applied());
    return conduct.mustRaise(node.applied(), master.version()) && raised > master.epoch()
        ? Optional.of(done(world.with(node.link(), master.risen(raised))))
        : Optional.empty();
  }

  /** A message reaches the node. Empty if it is no news to it. */
  Optional<Act> hear(World world, int i, Version message) {
    return conduct.applies(world.nodes().get(i).applied(), message)
        ? Optional.of(applied(world, i, message))
        : Optional.empty();
  }

  /** Empty if the lease stands, or there is none. */
  Optional<Act> renew(World world, int i) {
    Node node = world.nodes().get(i);
    boolean stands = world.master(node.link()).orElseThrow().standing(node.lease());
    return node.lease().isEmpty() || stands
        ? Optional.empty()
        : Optional.of(done(world.with(i, node.holding(Optional.empty()))));
  }

  /** The epoch that the node would lead in. It knows no more of what was than it has applied. */
  long epoch(Master master, Node node) {
    return conduct.nextEpoch(master.epoch(), node.applied().epoch());
  }

  /** Empty if the lease is taken, or the node believes to hold one. */
  Optional<Act> acquire(World world, int i) {
    Node node = world.nodes().get(i);
    Master master = world.master(node.link()).orElseThrow();
    if (node.lease().isPresent() || master.lease().isPresent()) {
      return Optional.empty();
    }
    Lease lease = Contents.lease(world, epoch(master, node));
    World taken = leased(world, node.link(), lease).with(i, node.holding(Optional.of(lease)));
    boolean stale = lease.epoch() <= node.applied().epoch();
    return Optional.of(new Act(taken, stale ? Optional.of(STALE) : Optional.empty()));
  }

  /** The store gives a lease of which nobody knows. */
  Act acquireUnheard(World world, int i) {
    Node node = world.nodes().get(i);
    Master master = world.master(node.link()).orElseThrow();
    return done(leased(world, node.link(), Contents.lease(world, epoch(master, node))));
  }

  private static World leased(World world, Link link, Lease lease) {
    Master master = world.master(link).orElseThrow();
    long epoch = Math.max(master.epoch(), lease.epoch());
    return world.with(link, new Master(Optional.of(lease), epoch, master.version()));
  }

  /** The number of what a leader would publish. */
  long number(Node node) {
    long epoch = node.lease().orElseThrow().epoch();
    return node.applied().epoch() == epoch ? node.applied().seq() + 1 : 1;
  }

  private Version made(World world, Node node) {
    return Contents.fresh(world, node.lease().orElseThrow().epoch(), number(node));
  }

  /**
   * The leader steps and publishes, by what the store makes of it. Before, it looks once more at
   * what it has applied: news may have come since it asked the store.
   */
  Act publish(World world, int i) {
    Node node = world.nodes().get(i);
    Master master = world.master(node.link()).orElseThrow();
    if (passed(node)) {
      return done(released(world, i));
    }
    if (!master.standing(node.lease())) {
      return done(world.with(i, node.holding(Optional.empty())));
    }
    Version made = made(world, node);
    if (made.compareTo(master.version()) <= 0) {
      return done(released(world, i));
    }
    return published(world.with(node.link(), master.published(made)).told(made), i, made);
  }

  private boolean passed(Node node) {
    return node.lease().filter(l -> conduct.outgrown(l, l.epoch(), node.applied())).isPresent();
  }

  private Act published(World world, int i, Version made) {
    Node node = world.nodes().get(i);
    if (made.epoch() != node.lease().orElseThrow().epoch()) {
      return new Act(world, Optional.of(FOREIGN));
    }
    return conduct.applies(node.applied(), made)
        ? applied(world, i, made)
        : new Act(world, Optional.of(UNFIT));
  }

  /**
   * The leader steps and tries to publish, and never learns what came of it. Empty if the store
   * would refuse it.
   *
   * @param done whether the store did it
   * @param applies whether the leader answers from it
   * @param alone whether it goes on alone, or takes itself for the leader still
   */
  Optional<Act> publishUnheard(World world, int i, boolean done, boolean applies, boolean alone) {
    Node node = world.nodes().get(i);
    Master master = world.master(node.link()).orElseThrow();
    Version made = made(world, node);
    if (passed(node) || !master.standing(node.lease()) || made.compareTo(master.version()) <= 0) {
      return Optional.empty();
    }
    World after = done ? world.with(node.link(), master.published(made)).told(made) : world;
    Act act = applies ? published(after, i, made) : done(after);
    if (!alone) {
      return Optional.of(act);
    }
    Node left = act.to().nodes().get(i).linked(Link.NONE).holding(Optional.empty());
    return Optional.of(new Act(act.to().with(i, left), act.fault()));
  }

  /** A step without the store: the next number of the epoch that the node has. */
  Act alone(World world, int i) {
    Version last = world.nodes().get(i).applied();
    return applied(world, i, Contents.fresh(world, last.epoch(), last.seq() + 1));
  }

  /** The node's disk has caught up. */
  World saved(World world, int i) {
    Node n = world.nodes().get(i);
    return world.with(i, new Node(n.applied(), n.applied(), n.highest(), n.lease(), n.link()));
  }

  /** The second master has gone: who took it for the master knows none now. */
  static World healed(World world) {
    List<Node> nodes =
        world.nodes().stream()
            .map(n -> n.link() == Link.OLD ? n.linked(Link.NONE).holding(Optional.empty()) : n)
            .toList();
    return new World(nodes, world.main(), Optional.empty(), world.news(), world.faults());
  }

  private static World released(World world, int i) {
    Node node = world.nodes().get(i);
    Master master = world.master(node.link()).orElseThrow();
    World left =
        master.standing(node.lease())
            ? world.with(node.link(), master.leased(Optional.empty()))
            : world;
    return left.with(i, node.holding(Optional.empty()));
  }

  private Node answering(Node node, Version offered) {
    Version highest = offered.compareTo(node.highest()) > 0 ? offered : node.highest();
    Version disk = conduct.savesFirst() ? offered : node.disk();
    return new Node(offered, disk, highest, node.lease(), node.link());
  }

  private Act applied(World world, int i, Version offered) {
    Node node = world.nodes().get(i);
    int order = offered.compareTo(node.highest());
    Optional<String> fault = Optional.empty();
    if (order < 0) {
      fault = Optional.of(BACK);
    } else if (order == 0 && !offered.equals(node.highest())) {
      fault = Optional.of(TWO);
    }
    return new Act(world.with(i, answering(node, offered)), fault);
  }
}
