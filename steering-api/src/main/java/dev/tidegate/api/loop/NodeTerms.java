package dev.tidegate.api.loop;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Who this node is among many, and how patient it is.
 *
 * @param node its name, no other node's
 * @param address of its operator plane, for people
 * @param boot which start of it this is: rises
 * @param program its version, for people
 * @param directory its own, where it keeps what it last answered from
 * @param lease how long nobody else may lead after a leader was last heard of
 * @param patience how long the store may fail before the node goes on alone
 */
public record NodeTerms(
    String node,
    String address,
    long boot,
    String program,
    Path directory,
    Duration lease,
    Duration patience) {
  /** As designed: a lease of 3 s, and as much patience. */
  public NodeTerms(String node, String address, long boot, String program, Path directory) {
    this(node, address, boot, program, directory, Duration.ofSeconds(3), Duration.ofSeconds(3));
  }
}
