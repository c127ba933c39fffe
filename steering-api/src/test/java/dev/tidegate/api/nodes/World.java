package dev.tidegate.api.nodes;

import dev.tidegate.answer.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One state of the model: some nodes, the store's master, for a while another master, and what was
 * told last. Nodes have no names here: who holds a lease is known by its token, so that states that
 * differ by the order of nodes only are one once {@link #plain}.
 *
 * @param main the master that will be there in the end
 * @param old another that some nodes still take for the master, while there is one
 * @param news the message told last; it may arrive at any time, or never
 * @param faults how many may still happen
 */
record World(List<Node> nodes, Master main, Optional<Master> old, Version news, int faults) {

  /** Which master a node takes for the master. */
  enum Link {
    NONE,
    MAIN,
    OLD
  }

  /**
   * @param applied what it answers from
   * @param disk what it would find after a crash
   * @param highest that it has ever applied, for the laws; it does not know it
   * @param lease that it believes to hold
   */
  record Node(Version applied, Version disk, Version highest, Optional<Lease> lease, Link link) {
    private static final Comparator<Node> ORDER =
        Comparator.comparingLong(Node::key).thenComparing(n -> n.lease.toString());

    /** A node that has never heard anything. */
    static final Node NEW =
        new Node(Rules.NOTHING, Rules.NOTHING, Rules.NOTHING, Optional.empty(), Link.MAIN);

    private long key() {
      return ((Contents.key(applied) << 12 | Contents.key(disk)) << 12 | Contents.key(highest)) << 2
          | link.ordinal();
    }

    Node holding(Optional<Lease> held) {
      return new Node(applied, disk, highest, held, link);
    }

    Node linked(Link to) {
      return new Node(applied, disk, highest, lease, to);
    }

    /** After a crash: what is on the disk is all that it knows. */
    Node restarted() {
      return new Node(disk, disk, highest, Optional.empty(), Link.NONE);
    }

    @Override
    public String toString() {
      String held = lease.map(l -> " holds " + l.epoch() + "/" + l.token()).orElse("");
      String behind = disk.equals(applied) ? "" : " disk " + disk;
      return applied + behind + held + " " + link;
    }
  }

  /** What a master knows. */
  record Master(Optional<Lease> lease, long epoch, Version version) {
    static final Master NEW = new Master(Optional.empty(), 0, Rules.NOTHING);

    Master leased(Optional<Lease> to) {
      return new Master(to, epoch, version);
    }

    Master risen(long to) {
      return new Master(lease, to, version);
    }

    Master published(Version to) {
      return new Master(lease, epoch, to);
    }

    boolean standing(Optional<Lease> held) {
      return held.isPresent() && held.equals(lease);
    }
  }

  /** The same in its one form: nodes in order, and no message that is news to nobody. */
  World plain() {
    List<Node> inOrder = nodes.stream().sorted(Node.ORDER).toList();
    boolean known =
        inOrder.stream().allMatch(n -> news.equals(n.applied()) || news.compareTo(n.applied()) < 0);
    return new World(inOrder, main, old, known ? Rules.NOTHING : news, faults);
  }

  static World start(int nodes, int faults) {
    return new World(
        Stream.generate(() -> Node.NEW).limit(nodes).toList(),
        Master.NEW,
        Optional.empty(),
        Rules.NOTHING,
        faults);
  }

  /** The master that a node of this link talks to. */
  Optional<Master> master(Link link) {
    return switch (link) {
      case NONE -> Optional.empty();
      case MAIN -> Optional.of(main);
      case OLD -> old;
    };
  }

  World with(Link link, Master master) {
    return switch (link) {
      case NONE -> throw new IllegalArgumentException("no master");
      case MAIN -> new World(nodes, master, old, news, faults);
      case OLD -> new World(nodes, main, Optional.of(master), news, faults);
    };
  }

  World with(int at, Node node) {
    List<Node> changed = new ArrayList<>(nodes);
    changed.set(at, node);
    return new World(changed, main, old, news, faults);
  }

  World told(Version message) {
    return new World(nodes, main, old, message, faults);
  }

  World stores(Master newMain, Optional<Master> newOld) {
    return new World(nodes, newMain, newOld, news, faults);
  }

  World faulted() {
    return new World(nodes, main, old, news, faults - 1);
  }

  /** All versions that stand anywhere. */
  Stream<Version> versions() {
    return Stream.concat(
        nodes.stream().flatMap(n -> Stream.of(n.applied(), n.disk(), n.highest())),
        Stream.concat(Stream.of(main.version(), news), old.stream().map(Master::version)));
  }

  /** All leases that anybody believes to stand. */
  Stream<Lease> leases() {
    return Stream.concat(
        nodes.stream().flatMap(n -> n.lease().stream()),
        Stream.of(Optional.of(main), old)
            .flatMap(Optional::stream)
            .flatMap(m -> m.lease().stream()));
  }

  @Override
  public String toString() {
    return nodes + " main " + main + old.map(m -> " old " + m).orElse("") + " told " + news;
  }
}
