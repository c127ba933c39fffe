package dev.tidegate.api.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** What those who come to the event stream are told first. */
class EventFeedTest {
  @TempDir Path directory;
  private final BlockingQueue<Event> told = new LinkedBlockingQueue<>();
  private volatile Instant now = Ground.NOW;
  private Ground ground;
  private EventFeed feed;

  @BeforeEach
  void open() {
    ground = new Ground(directory);
    feed = new EventFeed(ground.store, ground.steering, () -> now, "node");
  }

  @AfterEach
  void close() {
    feed.close();
    ground.close();
  }

  private Disposable listen() {
    return feed.listen(OptionalLong.empty(), event -> true).orElseThrow().subscribe(told::add);
  }

  private String next() throws InterruptedException {
    return Objects.requireNonNull(told.poll(5, TimeUnit.SECONDS), "an event").data();
  }

  @Test
  void whoComesAfterNobodyListenedIsToldTheStateOfNow() throws InterruptedException {
    Disposable first = listen();
    assertThat(next()).contains("\"at\":\"2026-11-30T12:00:00Z\"");
    first.dispose();
    now = now.plusSeconds(3600);
    feed.turn();
    Disposable second = listen();
    assertThat(next()).contains("\"at\":\"2026-11-30T13:00:00Z\"");
    second.dispose();
  }

  @Test
  void whoComesBesideOthersIsToldTheStateTheyHave() throws InterruptedException {
    Disposable first = listen();
    String state = next();
    Disposable second = listen();
    assertThat(next()).isEqualTo(state);
    first.dispose();
    second.dispose();
  }

  @Test
  void aPlaceIsTakenByWhoReads() {
    EventRing ring = new EventRing(0);
    var unread = ring.listen(OptionalLong.empty(), event -> true).orElseThrow();
    assertThat(ring.count()).isZero();
    Disposable reader = unread.subscribe();
    assertThat(ring.count()).isEqualTo(1);
    reader.dispose();
    assertThat(ring.count()).isZero();
  }
}
