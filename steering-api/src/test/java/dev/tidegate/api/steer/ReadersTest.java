package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(256);
    AtomicInteger dropped = new AtomicInteger();
    AtomicInteger completed = new AtomicInteger();
    Disposable first =
        readers
            .read(
                60_000,
                () -> {
                  begun.countDown();
                  awaitIn(held);
                },
                dropped::incrementAndGet)
            .subscribe();
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    Disposable others =
        Flux.range(0, 300)
            .flatMap(
                i ->
                    readers
                        .read(60_000, read::countDown, dropped::incrementAndGet)
                        .doOnSuccess(done -> completed.incrementAndGet()),
                300)
            .subscribe();
    assertThat(dropped).as("256 wait").hasValue(300 - 256);
    assertThat(completed).hasValue(300 - 256);
    held.countDown();
    assertThat(read.await(30, TimeUnit.SECONDS)).isTrue();
    first.dispose();
    others.dispose();
  }

  private static void awaitIn(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
