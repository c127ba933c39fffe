package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an engine owes to nodes of which one decides at a time, in this order:
 *
 * <ol>
 *   <li>Who goes on from a snapshot answers that very snapshot, whatever else it knows.
 *   <li>Who has an older memory answers the snapshot too, and goes on from its shares.
 *   <li>A new reign changes the epoch and nothing else.
 *   <li>Who hears without deciding moves nothing and publishes nothing.
 * </ol>
 */
class ManyNodesTest {
  private final World world = new World(Map.of("cdn-a", 50.0, "cdn-b", 30.0, "cdn-c", 20.0));
  private byte[] early = {};
  private SteeringSnapshot standing;

  @BeforeEach
  void onTheMove() {
    world.steps(3);
    early = Engine.save(world.last.state());
    world.latch("cdn-a", 0.05);
    world.steps(5);
    standing = world.last.snapshot();
    assertThat(world.weight("cdn-a")).isLessThan(4000);
  }

  @Test
  void whoGoesOnAnswersTheVerySnapshot() {
    byte[] saved = Engine.save(world.last.state());
    Step resumed = Engine.resume(world.setup(), standing, Optional.of(saved), world.now);
    assertThat(resumed.snapshot()).isSameAs(standing);
    assertThat(Engine.resume(world.setup(), standing, Optional.empty(), world.now).snapshot())
        .isSameAs(standing);
  }

  @Test
  void anOlderMemoryGoesOnFromTheSharesThatStand() {
    Step resumed = Engine.resume(world.setup(), standing, Optional.of(early), world.now);
    assertThat(resumed.snapshot()).isSameAs(standing);
    Step next = Engine.step(resumed.state(), world.inputs(), world.now.plusSeconds(1));
    int before = world.weight("cdn-a");
    int after =
        next.snapshot().find("live", "west", Optional.empty()).orElseThrow().weights().of("cdn-a");
    assertThat(after).isBetween(before - 100, before + 100);
  }

  @Test
  void aNewReignChangesTheEpochAlone() {
    Version before = standing.version();
    Step reigning = Engine.reign(world.last.state(), 99, world.now);
    assertThat(reigning.snapshot().version()).isEqualTo(new Version(99, 0, before.hash()));
    assertThat(SnapshotCodec.contentHash(reigning.snapshot().groups())).isEqualTo(before.hash());
    assertThat(reigning.decisions()).isEmpty();
  }

  @Test
  void whoHearsWithoutDecidingMovesNothing() {
    world.latch("cdn-b", 1);
    EngineState state = world.last.state();
    for (int second = 1; second <= 20; second++) {
      state = Engine.hear(state, world.inputs(), world.now.plusSeconds(second));
    }
    assertThat(state.version()).isEqualTo(standing.version());
  }
}
