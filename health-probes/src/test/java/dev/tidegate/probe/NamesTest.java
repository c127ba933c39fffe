package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static long in(long millis) {
    return System.nanoTime() + Duration.ofMillis(millis).toNanos();
  }

  @Test
  void aResolverThatHangsOverOneNameIsAskedOnceAndHoldsNoOther() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    try (Names names =
        new Names(
            host -> {
              if (host.equals("hangs.example")) {
                asked.incrementAndGet();
                hang(never);
              }
            })) {
      for (int i = 0; i < 40; i++) {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> names.require("hangs.example", in(10)))
            .isInstanceOfSatisfying(
                ProbeFailed.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.DNS));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        names.require("well" + i + ".example", in(5000));
      }
      assertThat(asked.get()).isEqualTo(1);
      never.countDown();
    }
  }

  private static void hang(CountDownLatch until) throws UnknownHostException {
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new UnknownHostException("given up");
    }
  }

  @Test
  void aNameIsAskedForOnceWhileFreshAndAgainAfterAFailure() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Names names =
        new Names(
            host -> {
              if (asked.incrementAndGet() == 1) {
                throw new UnknownHostException(host);
              }
            })) {
      assertThatThrownBy(() -> names.require("a.example", in(5000)))
          .isInstanceOf(ProbeFailed.class);
      for (int i = 0; i < 5; i++) {
        names.require("a.example", in(5000));
        names.require("127.0.0.1", in(0));
      }
      assertThat(asked.get()).isEqualTo(2);
    }
  }
}
