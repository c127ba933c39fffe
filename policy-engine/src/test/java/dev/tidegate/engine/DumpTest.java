package dev.tidegate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.model.Setup;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who goes on from a dumped state does the same for ever after. */
class DumpTest {
  private static final int SECONDS = 330;

  @Test
  void whoGoesOnFromADumpDoesTheSameForEver() {
    for (Story story : Stories.all()) {
      Random random = new Random(story.name.hashCode());
      EngineState other = story.loop.last.state();
      boolean apart = false;
      while (story.loop.second < SECONDS) {
        if (random.nextInt(25) == 0) {
          String when = story.name + " at " + story.loop.second;
          byte[] dumped = Engine.dump(story.loop.last.state());
          if (apart) {
            assertThat(Engine.dump(other)).as(when).isEqualTo(dumped);
          }
          Setup setup = story.loop.last.state().setup;
          other = Engine.load(dumped, setup, other.last);
          assertThat(Engine.dump(other)).as(when).isEqualTo(dumped);
          apart = true;
        }
        Inputs inputs = story.next();
        if (apart) {
          Instant now = Loop.START.plusSeconds(story.loop.second);
          Step step = Engine.step(other, inputs, now);
          story.follow(inputs);
          same(story, step);
          other = step.state();
        } else {
          story.follow(inputs);
          other = story.loop.last.state();
        }
        other = half(story, other, apart);
      }
    }
  }

  private static EngineState half(Story story, EngineState other, boolean apart) {
    List<Inputs> inputs = story.between().stream().toList();
    if (inputs.isEmpty()) {
      return other;
    }
    story.loop.last = Engine.step(story.loop.last.state(), inputs.getFirst(), story.half());
    if (!apart) {
      return story.loop.last.state();
    }
    Step step = Engine.step(other, inputs.getFirst(), story.half());
    same(story, step);
    return step.state();
  }

  private static void same(Story story, Step step) {
    String when = story.name + " at " + story.loop.second;
    Step whole = story.loop.last;
    assertThat(step.snapshot().version()).as(when).isEqualTo(whole.snapshot().version());
    assertThat(step.snapshot().groups()).as(when).isEqualTo(whole.snapshot().groups());
    assertThat(step.decisions()).as(when).isEqualTo(whole.decisions());
    assertThat(step.situation()).as(when).isEqualTo(whole.situation());
  }

  @Test
  void whatIsNoDumpIsRefused() {
    Loop loop = new Loop(5, 2, 1_000, true).run(30);
    byte[] dumped = Engine.dump(loop.last.state());
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      byte[] damaged = dumped.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      refused(damaged, loop.setup, Loop.START.plusSeconds(30));
      refused(
          java.util.Arrays.copyOf(dumped, random.nextInt(dumped.length)),
          loop.setup,
          Loop.START.plusSeconds(30));
    }
    refused(dumped, loop.setup, Loop.START.plusSeconds(29));
    refused(dumped, new Loop(5, 3, 1_000, true).setup, Loop.START.plusSeconds(30));
    refused(new byte[0], loop.setup, Loop.START.plusSeconds(30));
  }

  private static void refused(byte[] bytes, Setup setup, Instant now) {
    assertThatThrownBy(() -> Engine.load(bytes, setup, now))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
