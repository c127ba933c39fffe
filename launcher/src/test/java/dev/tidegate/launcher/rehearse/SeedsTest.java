package dev.tidegate.launcher.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeedsTest {
  private static final String HASH = "0123456789abcdef0123456789abcdef01234567";

  @Test
  void theSameHashGivesTheSameSeedsAndMoreBeginWithFewer() {
    assertThat(Seeds.of(HASH, 10)).startsWith(Seeds.of(HASH, 3).toArray(Long[]::new));
    assertThat(Seeds.of(HASH, 10)).doesNotHaveDuplicates().allMatch(seed -> seed >= 0);
    assertThat(Seeds.of("f" + HASH.substring(1), 10))
        .doesNotContainAnyElementsOf(Seeds.of(HASH, 10));
  }

  /** Published tables name their commit: whoever repeats one must draw what was drawn. */
  @Test
  void theDrawIsFrozen() {
    assertThat(Seeds.of("0", 2)).containsExactly(1_896_895_516L, 926_699_317L);
  }
}
