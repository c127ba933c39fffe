package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.prove.answers.AnswersProof;
import dev.tidegate.launcher.prove.answers.ConnectionsProof;
import dev.tidegate.launcher.prove.answers.HostileProof;
import dev.tidegate.launcher.prove.answers.LatencyProof;
import dev.tidegate.launcher.prove.answers.SwapProof;
import dev.tidegate.launcher.prove.answers.TlsProof;
import dev.tidegate.launcher.prove.dns.DnsProof;
import dev.tidegate.launcher.prove.dns.ResponderProof;
import dev.tidegate.launcher.prove.edge.EdgeProof;
import dev.tidegate.launcher.prove.scale.ScaleProof;
import java.util.List;
import java.util.Optional;

/** All proofs there are. */
public final class Proofs {
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
          new LatencyProof(2, 50_000),
          new TlsProof(0.5, 2),
          new SwapProof(1.2),
          new ConnectionsProof(ConnectionsProof.CONNECTIONS),
          new HostileProof(HostileProof.ALL, 2),
          new EdgeProof(20, 10),
          new ScaleProof());

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
