package dev.tidegate.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.store.StoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void aStoreThatAnswersLaterIsWaitedFor() {
    assertThat(Patience.with(() -> answer(2))).isEqualTo("the answer");
    assertThat(asked).hasValue(2);
  }

  @Test
  void oneThatNeverAnswersIsToldOf() {
    assertThatThrownBy(() -> Patience.with(() -> answer(Integer.MAX_VALUE), Duration.ofMillis(1)))
        .isInstanceOf(StoreException.class)
        .hasMessage("not now");
  }

  private String answer(int after) {
    if (asked.incrementAndGet() < after) {
      throw new StoreException("not now");
    }
    return "the answer";
  }
}
