package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.prove.Evidence;
import dev.tidegate.launcher.prove.Proof;
import dev.tidegate.launcher.prove.Terms;
import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.RedisProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Three nodes on a real Redis, and everything that can befall them: whatever dies, players are
 * answered, nothing acknowledged is lost, and all soon say the same again.
 */
public final class NodesProof implements Proof {
  /** Faults in the full form: as many with one Redis as with a replica and sentinels. */
  private static final int FAULTS = 50;

  /** The same things befall a Cluster; each node's way to it is another. */
  private static final int CLUSTER_FAULTS = 20;

  private final Event event;
  private final List<Part> parts;

  /** In its full form. */
  public NodesProof(Event event) {
    this(event, Bounds.FULL);
  }

  NodesProof(Event event, Bounds bounds) {
    this.event = event;
    this.parts =
        List.of(
            new Changes(event, bounds),
            FaultRun.alone(event, bounds, FAULTS),
            FaultRun.sentinel(event, bounds, FAULTS),
            FaultRun.cluster(event, bounds, CLUSTER_FAULTS),
            new StoreGone(event, bounds),
            new StoreAndCdn(event, bounds));
  }

  /** The programs that are wanted and not installed. */
  static List<String> lacking() {
    return RedisProcess.program().isPresent() ? List.of() : List.of("redis-server");
  }

  @Override
  public String name() {
    return "nodes";
  }

  @Override
  public String about() {
    return "Three nodes on Redis under random faults, and without Redis: answers, versions, promises.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    if (!lacking().isEmpty()) {
      throw new IOException("not installed: " + lacking());
    }
    List<String> body = new ArrayList<>(List.of(setUp(terms), ""));
    boolean held = true;
    for (Part part : parts) {
      if (terms.wants(part.name())) {
        Part.Found found = part.run(terms, progress);
        held &= found.held();
        body.addAll(found.lines());
      }
    }
    body.add("Not covered: replicas in a Cluster; clocks that jump; disks that are lost.");
    return new Evidence(held, body);
  }

  private String setUp(Terms terms) {
    return ("Three `serve` processes (heap at most 256 MiB each) on real redis-server processes"
            + " (append-only file, fsync each second), against %d imitation CDNs; at each node %d"
            + " outside viewers (%s). Every node is asked for rankings five times a second. Seed"
            + " %d. Options:`%s`.")
        .formatted(
            event.cdns().size(),
            event.crowd().size(),
            event.crowd().regions(),
            terms.seed(),
            terms.options());
  }
}
