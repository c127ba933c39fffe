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
    "20, NONE",
    "95, NONE",
    "110, LATE",
    "190, LATE",
    "210, VERY_LATE",
    "9000, VERY_LATE"
  })
  void whatIsGivenUpGrowsWithLateness(long millis, Strain strain) {
    assertThat(after(40, millis)).isEqualTo(strain);
    assertThat(gauge.shedding()).isEqualTo(strain != Strain.NONE);
  }

  @Test
  void theTtlIsLengthenedBeforeBeaconsGoUnread() {
    int late = 0;
    int veryLate = 0;
    for (int i = 1; i <= 40 && veryLate == 0; i++) {
      Strain now = after(1, 300);
      late = late == 0 && now.lengthensTtl() ? i : late;
      veryLate = now.readsBeacons() ? 0 : i;
    }
    assertThat(late).isPositive().isLessThan(veryLate);
  }

  @Test
  void onePauseGivesNothingUp() {
    assertThat(after(1, 5000)).isEqualTo(Strain.NONE);
    assertThat(after(8, 0)).isEqualTo(Strain.NONE);
    assertThat(after(1, 5000)).isEqualTo(Strain.NONE);
  }

  @Test
  void itDoesNotFlutterAboutALimitAndEndsLevelByLevel() {
    assertThat(after(40, 300)).isEqualTo(Strain.VERY_LATE);
    assertThat(after(40, 60)).as("above a quarter of the limit").isEqualTo(Strain.VERY_LATE);
    assertThat(after(40, 40)).isEqualTo(Strain.LATE);
    assertThat(after(40, 30)).isEqualTo(Strain.LATE);
    assertThat(after(40, 20)).isEqualTo(Strain.NONE);
  }
}
