package dev.tidegate.api.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.loop.Steering;
import dev.tidegate.engine.Preview;
import dev.tidegate.engine.Situation;
import dev.tidegate.model.Audience;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Setup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators who speak at once. */
class OverridesTest {
  @TempDir Path directory;

  /** Who is judged waits a moment for another who is judged at the same time. */
  private record Meeting(Steering still, CountDownLatch both) implements Steering {
    @Override
    public SteeringSnapshot snapshot() {
      return still.snapshot();
    }

    @Override
    public Situation situation() {
      return still.situation();
    }

    @Override
    public TidegateConfig config() {
      return still.config();
    }

    @Override
    public void nudge() {}

    @Override
    public Preview preview(List<OperatorOverride> overrides) {
      both.countDown();
      try {
        var _ = both.await(300, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return new Preview(new TreeMap<>(), OptionalDouble.empty(), Optional.empty());
    }

    @Override
    public Preview preview(List<OperatorOverride> overrides, List<Audience> audiences) {
      return preview(overrides);
    }

    @Override
    public Preview preview(List<OperatorOverride> overrides, Setup setup) {
      return preview(overrides);
    }
  }

  @Test
  void ofTwoThatCannotStandTogetherOneIsRefused() throws Exception {
    try (Ground ground = new Ground(directory);
        ExecutorService operators = Executors.newFixedThreadPool(2)) {
      Steering meeting = new Meeting(ground.steering, new CountDownLatch(2));
      Overrides desk = new Overrides(ground.store, meeting, ground.levers, ground.feed);
      Future<Integer> one = operators.submit(() -> Ground.status(desk::add, share("cdn-a")));
      Future<Integer> two = operators.submit(() -> Ground.status(desk::add, share("cdn-b")));
      assertThat(List.of(one.get(), two.get())).containsExactlyInAnyOrder(201, 422);
      assertThat(ground.store.overrides(Ground.NOW)).hasSize(1);
    }
  }

  private static Call share(String cdn) {
    return Ground.call(
        """
        {"service":"live","region":"in-west","cdn":"%s","action":"weight","value":6000,
         "expires":"30m","reason":"both at once"}"""
            .formatted(cdn),
        Map.of());
  }
}
