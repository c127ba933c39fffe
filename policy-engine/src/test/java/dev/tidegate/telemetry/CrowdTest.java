package dev.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrowdTest {
  /** Of one estimate: 0.782 / sqrt(1024). */
  private static final double STANDARD_ERROR = 0.0245;

  private static List<Long> sessions(int count, Random random) {
    List<Long> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sessions.add(random.nextLong());
    }
    return sessions;
  }

  private static Crowd crowd(int level, List<Long> sessions) {
    Crowd.Counter counter = new Crowd.Counter(level);
    sessions.forEach(counter::add);
    return counter.crowd();
  }

  private static VarReader bytes(Crowd crowd) {
    VarWriter out = new VarWriter();
    crowd.write(out);
    return new VarReader(out.done());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100, 1_000, 10_000, 200_000})
  void theEstimateIsRightWithinThreeStandardErrors(int count) {
    double squares = 0;
    for (long seed = 1; seed <= 10; seed++) {
      double estimate = crowd(0, sessions(count, new Random(seed))).estimate();
      assertThat(estimate)
          .as("seed %d", seed)
          .isCloseTo(count, within(Math.max(0.5, 3 * STANDARD_ERROR * count)));
      squares += Math.pow(estimate / count - 1, 2);
    }
    assertThat(Math.sqrt(squares / 10)).isLessThan(0.03 + 0.02);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aUnionIsTheCrowdOfAllSessions(long seed) {
    Random random = new Random(seed);
    List<Long> all = sessions(1 + random.nextInt(20_000), random);
    List<Long> some = all.subList(0, random.nextInt(all.size()));
    List<Long> others = all.subList(random.nextInt(some.size() + 1), all.size());
    Crowd united = crowd(0, some).union(crowd(0, others));
    assertThat(united).as("seed %d", seed).isEqualTo(crowd(0, others).union(crowd(0, some)));
    List<Long> twice = new ArrayList<>(all);
    twice.addAll(some);
    Collections.shuffle(twice, random);
    assertThat(united).as("seed %d", seed).isEqualTo(crowd(0, twice));
    assertThat(united.union(united)).isEqualTo(united).hasSameHashCodeAs(united);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aHigherLevelIsTheCrowdOfWhatItKeeps(long seed) {
    Random random = new Random(seed);
    List<Long> sessions = sessions(100_000, random);
    int level = random.nextInt(6);
    int higher = level + random.nextInt(6);
    Crowd low = crowd(level, sessions);
    assertThat(low.at(higher)).as("seed %d", seed).isEqualTo(crowd(higher, sessions));
    assertThat(low.union(crowd(higher, sessions))).isEqualTo(crowd(higher, sessions));
    double kept = 100_000.0 / (1 << higher);
    assertThat(low.at(higher).estimate())
        .as("seed %d", seed)
        .isCloseTo(
            100_000,
            within(100_000 * 4 * (STANDARD_ERROR + (higher == 0 ? 0 : 1 / Math.sqrt(kept)))));
    if (level > 0) {
      assertThatIllegalArgumentException().isThrownBy(() -> low.at(level - 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 500, 5_000, 1_000_000})
  void whatIsReadEqualsWhatWasWritten(int count) {
    Crowd crowd = crowd(0, sessions(count, new Random(1)));
    VarReader in = bytes(crowd);
    assertThat(Crowd.read(in)).isEqualTo(crowd);
    in.end();
  }

  @Test
  void otherBytesAreRefused() {
    Random random = new Random(1);
    VarWriter out = new VarWriter();
    crowd(2, sessions(400, random)).write(out);
    byte[] good = out.done();
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        Crowd read = Crowd.read(new VarReader(bad));
        assertThat(read.estimate()).isFinite().isNotNegative();
      } catch (IllegalArgumentException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatIllegalArgumentException().isThrownBy(() -> Crowd.read(new VarReader(cut)));
    }
  }
}
