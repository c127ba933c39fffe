package dev.tidegate.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report says of beacons that were dropped. */
class DropsTest {
  @Test
  void whatOnlyWeighsLessIsNotDropped() {
    List<String> metrics =
        List.of(
            "# TYPE tidegate_beacons_dropped_total counter",
            "tidegate_beacons_accepted_total 900.0",
            "tidegate_beacons_dropped_total{cause=\"no-time\"} 3.0",
            "tidegate_beacons_dropped_total{cause=\"old\",node=\"a\"} 1.0E1",
            "tidegate_beacons_dropped_total{cause=\"session-capped\"} 77.0",
            "tidegate_beacons_dropped_total{cause=\"odd-value\"} 5.0");
    assertThat(Drops.among(metrics)).isEqualTo(13);
  }
}
