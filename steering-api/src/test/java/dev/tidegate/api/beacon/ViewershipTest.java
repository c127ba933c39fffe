package dev.tidegate.api.beacon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ViewershipTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final Cell CELL = Cell.of("live", "default", "other", "cdn-a");
  private static final Cell OTHER = Cell.of("live", "default", "other", "cdn-b");
  private static final Cell PASSING = Cell.of("live", "default", "other", "cdn-c");
  private final Viewership viewership = new Viewership(4711);

  /**
   * Each scan looks at a copy, while others write into the tables that it was taken from: a core of
   * sessions polls all the time and changes its cell, others come, fill the tables and go, and the
   * clock moves far enough for tables to be swept, to grow and to shrink meanwhile.
   */
  @Test
  void scansBesidePollsSeeEverySessionOnce() throws Exception {
    int core = 2_000;
    int passing = 100_000;
    List<Long> hashes = new ArrayList<>();
    for (int i = 0; i < core + passing; i++) {
      hashes.add(viewership.hash("live", "s" + i));
    }
    // A round is four seconds by a clock of its own: whoever polls in each is always a viewer.
    AtomicLong clock = new AtomicLong(NOW);
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    FutureTask<Integer> polls =
        new FutureTask<>(
            () -> {
              int round = 0;
              int next = core;
              while (!over.get()) {
                long now = clock.addAndGet(4_000);
                Cell cell = round % 2 == 0 ? CELL : OTHER;
                for (int i = 0; i < core; i++) {
                  viewership.poll(hashes.get(i), cell, i, 10, now);
                }
                // Ten rounds of crowd, ten of calm, in which those who came are forgotten.
                for (int i = 0; i < 9_000 && round % 20 < 10; i++) {
                  viewership.poll(hashes.get(next), PASSING, next, 10, now);
                  next = next + 1 < core + passing ? next + 1 : core;
                }
                begun.countDown();
                round++;
              }
              return round;
            });
    Thread writer = Thread.ofPlatform().start(polls);
    begun.await();
    int largest = 0;
    int least = Integer.MAX_VALUE;
    try {
      long until = System.nanoTime() + 20_000_000_000L;
      for (int i = 0;
          clock.get() < NOW + 100 * 4_000 || (least * 4 > largest && System.nanoTime() < until);
          i++) {
        SortedMap<Cell, Long> viewers = viewership.viewers(clock.get());
        long seen = viewers.getOrDefault(CELL, 0L) + viewers.getOrDefault(OTHER, 0L);
        assertThat(seen).as("scan %d: %s", i, viewers).isEqualTo(core * 1000L);
        assertThat(viewership.crowds(clock.get())).containsKey(Group.of("live", "default"));
        largest = Math.max(largest, viewership.size());
        least = Math.min(least, viewership.size());
      }
    } finally {
      over.set(true);
      writer.join();
    }
    assertThat(polls.get()).as("rounds beside the scans").isGreaterThanOrEqualTo(100);
    assertThat(largest).as("tables grew and shrank, %d at least", least).isGreaterThan(4 * least);
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
