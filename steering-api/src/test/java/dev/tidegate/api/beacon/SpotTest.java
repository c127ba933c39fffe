package dev.tidegate.api.beacon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpotTest {
  private final Spot spot = new Spot(Cell.of("live", "default", "other", "cdn-a"), 7);

  @Test
  void whatWasNotPolledSaysNothing() {
    assertThat(spot.take()).isEmpty();
    spot.poll(3);
    CellDigest digest = spot.take().orElseThrow();
    assertThat(digest.residents().get(Count.POLLS)).isEqualTo(1);
    assertThat(digest.residents().get(Count.JOINS)).isEqualTo(3);
    assertThat(digest.arrivals().isZero()).isTrue();
    assertThat(spot.take()).isEmpty();
  }

  @Test
  void nothingIsLostOrCountedTwiceWhileItIsTaken() throws InterruptedException {
    int each = 200_000;
    List<Thread> loops = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      loops.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      spot.poll(i % 2);
                    }
                  }));
    }
    long polls = 0;
    long joins = 0;
    boolean running = true;
    while (running) {
      running = loops.stream().anyMatch(Thread::isAlive);
      Optional<CellDigest> some = spot.take();
      polls += some.map(d -> d.residents().get(Count.POLLS)).orElse(0L);
      joins += some.map(d -> d.residents().get(Count.JOINS)).orElse(0L);
    }
    for (Thread loop : loops) {
      loop.join();
    }
    assertThat(polls).isEqualTo(3L * each);
    assertThat(joins).isEqualTo(3L * each / 2);
  }
}
