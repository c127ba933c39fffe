package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.prove.answers.AnswersProof;
import dev.tidegate.launcher.prove.dns.DnsProof;
import dev.tidegate.launcher.prove.dns.ResponderProof;
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
          new OutageProof(Events.FULL));

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
