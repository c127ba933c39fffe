package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.prove.answers.AnswersProof;
import dev.tidegate.launcher.prove.answers.ConnectionsProof;
import dev.tidegate.launcher.prove.answers.HostileProof;
import dev.tidegate.launcher.prove.answers.LatencyProof;
import dev.tidegate.launcher.prove.answers.ShedProof;
import dev.tidegate.launcher.prove.answers.StartProof;
import dev.tidegate.launcher.prove.answers.SwapProof;
import dev.tidegate.launcher.prove.answers.TlsProof;
import dev.tidegate.launcher.prove.commons.CommonsProof;
import dev.tidegate.launcher.prove.dns.DnsProof;
import dev.tidegate.launcher.prove.dns.ResponderProof;
import dev.tidegate.launcher.prove.edge.EdgeProof;
import dev.tidegate.launcher.prove.nodes.NodesProof;
import dev.tidegate.launcher.prove.scale.ScaleProof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All proofs there are. */
public final class Proofs {
  /** Who is not answered so long after the end of a load was not answered. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private static final List<Proof> ALL =
      List.of(
          new ReactionProof(Events.FULL),
          new NoMoveProof(Events.FULL),
          new CalmProof(Events.FULL),
          new DrainProof(Events.EMPTY, DrainProof.BOUND),
          new CrashProof(Events.event(60, 40), CrashProof.ANSWER_BOUND),
          new FuzzProof(Events.EMPTY),
          new ProbesProof(),
          new RehearsalProof(),
          new AnswersProof(),
          new DnsProof(),
          new ResponderProof(),
          new OutageProof(Events.FULL),
          new StartProof(1.5, 2),
          new LatencyProof(2, 50_000, DRAIN),
          new TlsProof(0.5, 2, 1),
          new SwapProof(1.2, true),
          new ConnectionsProof(ConnectionsProof.CONNECTIONS),
          new HostileProof(HostileProof.ALL, 2, 10_000, DRAIN),
          new ShedProof(12_000, Duration.ofMinutes(1)),
          new EdgeProof(20, 10, 200, DRAIN),
          new ScaleProof(Path.of(System.getProperty("tidegate.home", "."), "docs", "evidence")),
          new NodesProof(Events.event(40, 20)),
          new CommonsProof());

  private Proofs() {}

  /** In the order in which they are listed. */
  public static List<Proof> all() {
    return ALL;
  }

  /** The proof of this name. */
  public static Optional<Proof> named(String name) {
    return ALL.stream().filter(proof -> proof.name().equals(name)).findFirst();
  }
}
