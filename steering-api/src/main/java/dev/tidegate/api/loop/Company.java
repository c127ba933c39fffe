package dev.tidegate.api.loop;

import dev.tidegate.api.nodes.Commons;
import java.util.List;
import java.util.Optional;

/**
 * This node among the others, as of its last tick.
 *
 * @param leader who holds the lease; empty if nobody does, or this node cannot tell
 * @param pen whether this node writes to the world outside, such as DNS: the leader does, and while
 *     the store is out of reach whoever led last
 * @param nodes those that gave a sign of life of late, this one too
 */
public record Company(Role role, Optional<String> leader, boolean pen, List<Commons.Sign> nodes) {
  /** What a node does with what it hears. */
  public enum Role {
    /** Hears all, steps the engine, publishes. */
    LEADING,
    /** Tells what it hears, and answers as the leader says. */
    FOLLOWING,
    /** The store is out of reach: it steps on what it hears itself. */
    ALONE
  }

  public Company {
    nodes = List.copyOf(nodes);
  }
}
