package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.model.Policy;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import org.junit.jupiter.api.Test;

/** How widely sessions' beacons scatter, and how little of it one session can say. */
class ClusteringTest {
  private static final double USUAL = 0.004;

  private final Clustering clustering = new Clustering();

  private void beacon(long requests, long errors) {
    Counts counts =
        new Counts()
            .add(Count.RAW_BEACONS, 1)
            .add(Count.RAW_REQUESTS, requests)
            .add(Count.RAW_ERRORS, errors)
            .add(Count.FAILURE_SPREAD, 1000 * errors * errors / requests);
    clustering.add(Rate.FAILURE, counts, USUAL, Policy.STANDARD);
  }

  private double phi() {
    return clustering.phi(Rate.FAILURE, Policy.STANDARD);
  }

  /** Of 250 sessions one fails in everything it asks for: clusters of ten. */
  private void honest(int times) {
    for (int i = 0; i < times; i++) {
      beacon(10, i % 250 == 0 ? 10 : 0);
    }
  }

  @Test
  void sessionsThatFailAsAWholeScatterAsTheirBeaconsAreLarge() {
    honest(10_000);
    assertThat(phi()).isCloseTo(10, within(0.1));
  }

  @Test
  void noBeaconTellsMoreThanFourUsualOnes() {
    honest(10_000);
    for (int i = 0; i < 100; i++) {
      beacon(10_000, 10_000);
      honest(100);
    }
    assertThat(phi()).isLessThan(42);
  }

  @Test
  void whatItIsBeforeSizesAreKnownIsWhatWasStored() {
    clustering.beacons[0] = 5000;
    clustering.spread[0] = 40_000;
    assertThat(phi()).isEqualTo(8);
  }
}
