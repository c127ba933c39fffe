package dev.tidegate.launcher.prove.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MishapsTest {
  @Test
  void theSameSeedDrawsTheSame() {
    assertThat(drawn(7, false, 100)).isEqualTo(drawn(7, false, 100));
    assertThat(drawn(7, true, 100)).isNotEqualTo(drawn(8, true, 100));
  }

  @Test
  void everyKindComesOnceBeforeOneComesAgain() {
    assertThat(kinds(drawn(7, false, 6)))
        .containsExactlyInAnyOrder(
            "node killed",
            "Redis killed",
            "leader stopped",
            "wires slow",
            "wires cut",
            "wires dark");
    Set<String> kinds = new HashSet<>(kinds(drawn(7, true, 7)));
    assertThat(kinds).hasSize(7).contains("failed over", "failed over, writes lost");
  }

  @Test
  void nothingLastsLongerThanItMay() {
    for (Mishap mishap : drawn(7, false, 200)) {
      Duration length =
          switch (mishap) {
            case Mishap.NodeKilled(var _, var away) -> away;
            case Mishap.RedisKilled(var _, var away) -> away;
            case Mishap.LeaderStopped(var stopped) -> stopped;
            case Mishap.WiresBad(var _, var _, var bad) -> bad;
            case Mishap.FailedOver _ -> Duration.ZERO;
            case Mishap.FailedOverBehind(var behind) -> behind;
          };
      assertThat(length).as(mishap.text()).isLessThanOrEqualTo(Duration.ofSeconds(4));
    }
  }

  private static List<Mishap> drawn(long seed, boolean failsOver, int count) {
    Mishaps mishaps = new Mishaps(new SplittableRandom(seed), failsOver, 1, Duration.ofSeconds(4));
    return Stream.generate(mishaps::next).limit(count).toList();
  }

  private static List<String> kinds(List<Mishap> mishaps) {
    return mishaps.stream().map(Mishap::kind).toList();
  }
}
