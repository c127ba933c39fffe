package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadGaugeTest {
  private static final long MILLI = 1_000_000;
  private final LoadGauge gauge = new LoadGauge(2);

  private Strain after(int times, long lateMillis) {
    for (int i = 0; i < times; i++) {
      gauge.observe(0, 0);
      gauge.observe(1, lateMillis * MILLI);
    }
    return gauge.strain();
  }

  @ParameterizedTest
  @CsvSource({
    "15, NONE",
    "25, SOME",
    "45, SOME",
    "60, MUCH",
    "95, MUCH",
    "110, LATE",
    "9000, LATE"
  })
  void whatIsGivenUpGrowsWithLateness(long millis, Strain strain) {
    assertThat(after(40, millis)).isEqualTo(strain);
    assertThat(gauge.shedding()).isEqualTo(strain == Strain.LATE);
  }

  @Test
  void theEarlySignalComesBeforeTheLateOne() {
    int some = 0;
    int late = 0;
    for (int i = 1; i <= 40 && late == 0; i++) {
      Strain now = after(1, 150);
      some = some == 0 && now != Strain.NONE ? i : some;
      late = now == Strain.LATE ? i : 0;
    }
    assertThat(some).isPositive().isLessThan(late);
  }

  @Test
  void onePauseGivesNothingUp() {
    assertThat(after(1, 5000)).isEqualTo(Strain.NONE);
    assertThat(after(8, 0)).isEqualTo(Strain.NONE);
    assertThat(after(1, 5000)).isEqualTo(Strain.NONE);
  }

  @Test
  void itDoesNotFlutterAboutALimitAndEndsLevelByLevel() {
    assertThat(after(40, 150)).isEqualTo(Strain.LATE);
    assertThat(after(40, 60)).as("above a quarter of the limit").isEqualTo(Strain.LATE);
    assertThat(after(40, 20)).isEqualTo(Strain.MUCH);
    assertThat(after(40, 8)).isEqualTo(Strain.SOME);
    assertThat(after(40, 0)).isEqualTo(Strain.NONE);
  }
}
