package dev.tidegate.launcher.prove.answers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpsTest {
  private final WarmUps warmUps = new WarmUps(2, 4);

  private int turnsOf(double... rates) {
    int turns = 0;
    while (warmUps.wants("a")) {
      warmUps.saw("a", rates[Math.min(turns, rates.length - 1)], 60_000);
      turns++;
    }
    return turns;
  }

  @Test
  void whoIsSteadyHasTheLeast() {
    assertThat(turnsOf(100, 104)).isEqualTo(2);
    assertThat(warmUps.told()).isEqualTo("a 2");
  }

  @Test
  void whoStillGetsFasterHasMore() {
    assertThat(turnsOf(100, 150, 152)).isEqualTo(3);
    assertThat(warmUps.told()).isEqualTo("a 3");
  }

  @Test
  void whoNeverSettlesEndsAtTheBoundAndIsNamed() {
    assertThat(turnsOf(100, 150, 200, 300, 400)).isEqualTo(4);
    assertThat(warmUps.told()).isEqualTo("a 4 (**not settled**)");
  }

  @Test
  void whoHasHardlyAnsweredIsNotWarmHoweverSteady() {
    for (int turn = 0; turn < 3; turn++) {
      warmUps.saw("a", 500, 300);
      assertThat(warmUps.wants("a")).isTrue();
    }
  }

  @Test
  void eachIsJudgedByItself() {
    turnsOf(100, 100);
    assertThat(warmUps.wants("a")).isFalse();
    assertThat(warmUps.wants("b")).isTrue();
  }
}
