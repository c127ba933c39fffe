package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

class ReadersTest {
  private final Readers readers = new Readers();

  @AfterEach
  void close() {
    readers.close();
  }

  @Test
  void whatIsShortIsReadAtOnceAndWhatIsLongBeside() {
    Thread[] by = new Thread[2];
    readers.read(Readers.SHORT, () -> by[0] = Thread.currentThread(), () -> {}).block();
    readers
        .read(Readers.SHORT + 1, () -> by[1] = Thread.currentThread(), () -> {})
        .block(Duration.ofSeconds(30));
    assertThat(by[0]).isEqualTo(Thread.currentThread());
    assertThat(by[1].getName()).isEqualTo("reports");
  }

  @Test
  void whatFindsNoRoomIsDroppedAndAnsweredAtOnce() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(257);
    AtomicInteger dropped = new AtomicInteger();
    AtomicInteger completed = new AtomicInteger();
    Disposable all =
        Flux.range(0, 300)
            .flatMap(
                i ->
                    readers
                        .read(
                            60_000,
                            () -> {
                              awaitIn(held);
                              read.countDown();
                            },
                            dropped::incrementAndGet)
                        .doOnSuccess(done -> completed.incrementAndGet()),
                300)
            .subscribe();
    assertThat(dropped).as("one is under way and 256 wait").hasValue(300 - 257);
    assertThat(completed).hasValue(300 - 257);
    held.countDown();
    assertThat(read.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    all.dispose();
  }

  private static void awaitIn(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
