package dev.tidegate.launcher.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void quantilesAreNearestRank() {
    Figures figures = new Figures(IntStream.rangeClosed(1, 20).mapToObj(i -> (double) i).toList());
    assertThat(figures.quantile(0.95)).isEqualTo(19);
    assertThat(figures.quantile(0.5)).isEqualTo(10);
    assertThat(figures.quantile(1)).isEqualTo(20);
    assertThat(new Figures(List.of(7.0)).quantile(0.5)).isEqualTo(7);
  }

  @Test
  void noMeasurementsHaveNoFigures() {
    assertThatThrownBy(() -> new Figures(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRunThatSawNothingBreaksItsBound() {
    ReactionProof.Case brownout =
        ReactionProof.CASES.stream().filter(c -> c.name().equals("brownout")).findFirst().get();
    ReactionProof.Run seen =
        new ReactionProof.Run(java.util.OptionalDouble.of(12), List.of(), 450, "");
    ReactionProof.Run unseen =
        new ReactionProof.Run(java.util.OptionalDouble.empty(), List.of(), 450, "");
    assertThat(ReactionProof.holds(brownout, List.of(seen))).isTrue();
    assertThat(ReactionProof.holds(brownout, List.of(seen, unseen))).isFalse();
  }

  @Test
  void versionsAreOrderedByEpochThenSequence() {
    Sighting early = sighting("7.10-00000000");
    assertThat(sighting("7.11-00000000").above(early)).isTrue();
    assertThat(sighting("8.0-00000000").above(early)).isTrue();
    assertThat(sighting("7.9-00000000").above(early)).isFalse();
    assertThat(sighting("6.99-00000000").above(early)).isFalse();
  }

  private static Sighting sighting(String version) {
    return new Sighting(version, List.of(List.of("a")), new TreeMap<>(Map.of("a", 10_000)));
  }
}
