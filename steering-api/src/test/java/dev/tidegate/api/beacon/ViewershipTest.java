package dev.tidegate.api.beacon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ViewershipTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final Cell CELL = Cell.of("live", "default", "other", "cdn-a");
  private final Viewership viewership = new Viewership(4711);

  /** Each scan looks at a copy, while others write into the tables that it was taken from. */
  @Test
  void scansBesidePollsSeeEverySessionOnce() throws InterruptedException {
    int sessions = 20_000;
    List<Long> hashes = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      hashes.add(viewership.hash("live", "s" + i));
      viewership.poll(hashes.get(i), CELL, i, 10, NOW);
    }
    AtomicBoolean over = new AtomicBoolean();
    Thread polls =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; !over.get(); i++) {
                    viewership.poll(hashes.get(i % sessions), CELL, i % sessions, 10, NOW);
                  }
                });
    for (int i = 0; i < 20; i++) {
      assertThat(viewership.viewers(NOW).get(CELL)).isEqualTo(sessions * 1000L);
      assertThat(viewership.crowds(NOW).get(Group.of("live", "default"))).isNotNull();
    }
    over.set(true);
    polls.join();
  }

  @Test
  void ofAMillionSessionsMostAreNotKeptAndAllAreCounted() {
    long seed = 20_261_122;
    SplittableRandom random = new SplittableRandom(seed);
    int sessions = 1_000_000;
    long joined = 0;
    for (int i = 0; i < sessions; i++) {
      joined += viewership.poll(random.nextLong(), CELL, i % 5000, 10, NOW);
    }
    assertThat(viewership.size()).isLessThan(200_000);
    double viewers = viewership.viewers(NOW).getOrDefault(CELL, 0L) / 1000.0;
    assertThat(viewers).as("seed %d", seed).isCloseTo(sessions, within(0.02 * sessions));
    assertThat((double) joined).as("seed %d", seed).isCloseTo(sessions, within(0.15 * sessions));
  }
}
