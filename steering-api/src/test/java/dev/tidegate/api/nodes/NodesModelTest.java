package dev.tidegate.api.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Explorer.Counterexample;
import dev.tidegate.api.nodes.Explorer.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Explores every order of events of {@link NodesModel}, with the functions of {@link Rules} that
 * nodes go by, and with each of them broken. The laws:
 *
 * <ol>
 *   <li>No node ever applies two snapshots of one version, though the store forgets what it
 *       acknowledged, and though there are two masters.
 *   <li>The versions that a node applies never go back, over crashes too.
 *   <li>A lease begins an epoch of which its taker has applied nothing; under it only versions of
 *       that epoch are published, and its holder may apply what it publishes.
 *   <li>Whatever has happened: once faults stop, all nodes answer from one snapshot within a few
 *       ticks, though nothing changes that would be worth a new one.
 * </ol>
 *
 * <p>What is not promised: a node whose memory and disk are both lost is a new node. It applies
 * what it is offered, which may be another snapshot of a version that it had applied before its
 * loss; from then on the laws hold for it again. Other nodes are not touched by it.
 */
class NodesModelTest {
  private static final int MOST_STATES = 1_000_000;
  private static final Conduct RULES = new Conduct() {};

  @Test
  void twoNodesKeepTheLawsUnderThreeFaults() {
    holds(2, 3, false, 2, 1);
    holds(2, 2, false, 2, 2);
  }

  @Test
  void threeNodesKeepTheLawsUnderTwoFaults() {
    holds(3, 2, false, 2, 1);
  }

  @Test
  void twoNodesKeepTheLawsUnderTwoMasters() {
    holds(2, 1, true, 2, 2);
  }

  @Test
  void threeNodesKeepTheLawsUnderTwoMasters() {
    holds(3, 1, true, 2, 1);
  }

  private static void holds(int nodes, int faults, boolean twoMasters, int epochs, int numbers) {
    NodesModel model = new NodesModel(nodes, faults, twoMasters, epochs, numbers, RULES);
    Outcome outcome = new Explorer<>(model, MOST_STATES).explore();
    System.out.println(
        nodes
            + " nodes, faults up to "
            + faults
            + (twoMasters ? " (two masters too)" : "")
            + ", "
            + epochs
            + " epochs of leases, numbers up to "
            + numbers
            + ": "
            + outcome.states()
            + " states, "
            + outcome.moves()
            + " moves; all well again within "
            + model.ticks()
            + " ticks");
    assertThat(outcome.counterexample()).isEmpty();
    assertThat(outcome.states())
        .as("a model that can hardly move proves nothing")
        .isGreaterThan(5_000);
  }

  @Test
  void whoAppliesWhatIsNotAboveAppliesTwoOfOneVersion() {
    Conduct broken =
        new Conduct() {
          @Override
          public boolean applies(Version applied, Version offered) {
            return offered.compareTo(applied) >= 0 && !offered.equals(applied);
          }
        };
    assertThat(against(broken).fault()).isEqualTo(Acts.TWO);
  }

  @Test
  void whoAppliesWhateverIsOfferedGoesBack() {
    Conduct broken =
        new Conduct() {
          @Override
          public boolean applies(Version applied, Version offered) {
            return !offered.equals(applied);
          }
        };
    assertThat(against(broken).fault()).isIn(Acts.TWO, Acts.BACK);
  }

  @Test
  void whoSwapsBeforeItSavesAppliesTwoOfOneVersionOverACrash() {
    Conduct broken =
        new Conduct() {
          @Override
          public boolean savesFirst() {
            return false;
          }
        };
    assertThat(against(broken).fault()).isIn(Acts.TWO, Acts.BACK);
  }

  @Test
  void whoTrustsTheStoreForItsEpochLeadsInAnOldOne() {
    Conduct broken =
        new Conduct() {
          @Override
          public long nextEpoch(long stored, long seen) {
            return Rules.nextEpoch(stored, 0);
          }
        };
    assertThat(against(broken).fault()).isEqualTo(Acts.STALE);
  }

  @Test
  void whereNobodyRaisesNodesStayApart() {
    Conduct broken =
        new Conduct() {
          @Override
          public boolean mustRaise(Version applied, Version published) {
            return false;
          }
        };
    assertThat(against(broken).fault()).startsWith("nodes never agree again");
  }

  @Test
  void whoRaisesToItsOwnEpochOnlyIsNotHeard() {
    Conduct broken =
        new Conduct() {
          @Override
          public long raised(Version applied) {
            return applied.epoch();
          }
        };
    assertThat(against(broken).fault()).startsWith("nodes never agree again");
  }

  @Test
  void whereTheLeaderKeepsAnOutgrownLeaseNodesStayApart() {
    Conduct broken =
        new Conduct() {
          @Override
          public boolean outgrown(Lease lease, long stored, Version applied) {
            return false;
          }
        };
    assertThat(against(broken).fault()).startsWith("nodes never agree again");
  }

  @Test
  void whoAsksTheStoreAloneWhetherItsLeaseIsOutgrownPublishesWhatItRefuses() {
    Conduct broken =
        new Conduct() {
          @Override
          public boolean outgrown(Lease lease, long stored, Version applied) {
            return stored > lease.epoch();
          }
        };
    assertThat(against(broken).fault()).isEqualTo(Acts.UNFIT);
  }

  /** The shortest way into trouble, under faults of all kinds. */
  private static Counterexample against(Conduct broken) {
    NodesModel model = new NodesModel(2, 3, true, 3, 2, broken);
    Optional<Counterexample> found = new Explorer<>(model, MOST_STATES).explore().counterexample();
    return found.orElseThrow(() -> new AssertionError("nothing was found wrong"));
  }
}
