package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTimesTest {
  private final AnswerTimes times = new AnswerTimes();

  @Test
  void eachIsCountedWhereItBelongs() {
    times.took(0);
    times.took(1000);
    times.took(1001);
    times.took(2000);
    times.took(2001);
    times.took(Long.MAX_VALUE);
    assertThat(times.countUpTo(0)).isEqualTo(2);
    assertThat(times.countUpTo(1)).isEqualTo(4);
    assertThat(times.countUpTo(2)).isEqualTo(5);
    assertThat(times.countUpTo(AnswerTimes.BUCKETS - 2)).isEqualTo(5);
    assertThat(times.countUpTo(AnswerTimes.BUCKETS - 1)).isEqualTo(6);
  }

  @Test
  void bucketsAreNamedBySeconds() {
    assertThat(AnswerTimes.label(0)).isEqualTo("0.000001");
    assertThat(AnswerTimes.label(10)).isEqualTo("0.001024");
    assertThat(AnswerTimes.label(20)).isEqualTo("1.048576");
    assertThat(AnswerTimes.label(AnswerTimes.BUCKETS - 1)).isEqualTo("+Inf");
  }
}
