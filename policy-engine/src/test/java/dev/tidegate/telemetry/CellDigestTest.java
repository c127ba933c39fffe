package dev.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidegate.model.Cell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Merging is exact and takes no heed of order; the wire form loses nothing. */
class CellDigestTest {
  private static CellDigest digest(Random random, Cell cell) {
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = random.nextInt(20); i > 0; i--) {
      histogram.record(StrictMath.exp(random.nextDouble() * 11), random.nextInt(5000));
    }
    return new CellDigest(cell, counts(random), counts(random), histogram);
  }

  private static Counts counts(Random random) {
    Counts counts = new Counts();
    for (Count count : Count.values()) {
      if (random.nextInt(3) == 0) {
        counts.add(count, random.nextLong() >> random.nextInt(64));
      }
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mergingTakesNoHeedOfOrder(long seed) {
    Random random = new Random(seed);
    Cell cell = Cell.of("live", "in", "jio", "a");
    CellDigest a = digest(random, cell);
    CellDigest b = digest(random, cell);
    CellDigest c = digest(random, cell);
    assertThat(a.merge(b)).as("seed %d", seed).isEqualTo(b.merge(a));
    assertThat(a.merge(b).merge(c)).as("seed %d", seed).isEqualTo(a.merge(b.merge(c)));
    assertThat(CellDigestCodec.encode(List.of(c, a, b)))
        .as("seed %d", seed)
        .isEqualTo(CellDigestCodec.encode(List.of(a.merge(b).merge(c))));
  }

  @Test
  void digestsOfTwoCellsDoNotMerge() {
    Random random = new Random(1);
    CellDigest a = digest(random, Cell.of("live", "in", "jio", "a"));
    CellDigest b = digest(random, Cell.of("live", "in", "jio", "b"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> a.merge(b))
        .withMessageContaining("jio/b");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theWireFormLosesNothing(long seed) {
    Random random = new Random(seed);
    List<CellDigest> digests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Cell cell = Cell.of("s" + i % 2, "r" + i % 3, "n" + i % 5, "cdn" + i % 7);
      if (digests.stream().noneMatch(d -> d.cell().equals(cell))) {
        digests.add(digest(random, cell));
      }
    }
    byte[] bytes = CellDigestCodec.encode(digests);
    assertThat(CellDigestCodec.decode(bytes))
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(digests);
    Collections.shuffle(digests, random);
    assertThat(CellDigestCodec.encode(digests)).as("seed %d", seed).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damageIsRefusedAndNothingElseHappens(long seed) {
    Random random = new Random(seed);
    byte[] good = CellDigestCodec.encode(List.of(digest(random, Cell.of("s", "r", "n", "c"))));
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        CellDigestCodec.decode(java.util.Arrays.copyOf(bad, 1 + random.nextInt(bad.length)));
      } catch (IllegalArgumentException expected) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(1500);
  }

  @Test
  void anActiveCellTakesFewBytes() {
    List<CellDigest> digests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Counts counts = new Counts();
      counts.add(Count.BEACONS, 80_000).add(Count.RAW_BEACONS, 80).add(Count.REQUESTS, 400_000);
      counts.add(Count.REQUESTS_SQ, 400_000).add(Count.ERRORS, 2000).add(Count.RAW_ERRORS, 2);
      counts.add(Count.RAW_REQUESTS, 400).add(Count.FAILURE_SPREAD, 400);
      counts.add(Count.WATCHED_MS, 400_000_000).add(Count.WATCHED_SQ, 400_000);
      counts.add(Count.RAW_WATCHED_MS, 400_000).add(Count.SUCCESSES, 398);
      counts.add(Count.SUCCESSES_SQ, 1990).add(Count.KBITS, 2_000_000_000);
      counts
          .add(Count.KBITS_MS, 400_000_000)
          .add(Count.POLLS, 80)
          .add(Count.EXPECTED_BEACONS, 80_000);
      LatencyHistogram histogram = new LatencyHistogram();
      for (int bin = 80; bin < 90; bin++) {
        histogram.addToBin(bin, 8000);
      }
      digests.add(
          new CellDigest(
              Cell.of("live", "r" + i / 10, "n", "cdn-" + i % 10),
              counts,
              new Counts(),
              histogram));
    }
    assertThat(CellDigestCodec.encode(digests).length / 100).isLessThanOrEqualTo(96);
  }
}
