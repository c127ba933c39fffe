package dev.tidegate.launcher.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Policy;
import dev.tidegate.rehearsal.oracle.Oracles;
import dev.tidegate.rehearsal.score.Measure;
import dev.tidegate.rehearsal.sim.Steering;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What {@code ./tidegate prove rehearsal} plays in full: a handful of scenarios, one seed, short.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ShortRehearsalTest {
  private static final long SEED = 20_261_122;
  private static final List<String> CDN_TO_BLAME = List.of("hard-outage", "regional");
  private static final List<String> NOBODY_TO_BLAME = List.of("isp-event", "probe-network");

  private final PrintWriter progress = new PrintWriter(new StringWriter(), true);

  @Test
  void whoIsIllIsLeftAndWhoIsNotStays() throws Exception {
    List<Round> rounds = new ArrayList<>();
    List<String> names = new ArrayList<>(CDN_TO_BLAME);
    names.addAll(NOBODY_TO_BLAME);
    for (String name : names) {
      ScenarioFile file = Scenes.ending(ScenarioLibrary.named(name), Duration.ofMinutes(9));
      rounds.add(Round.of(file, Scale.NORMAL, SEED, List.of(Cast.ENGINE, Oracles.MYOPIC), false));
    }
    List<Comparison> all =
        Comparison.of(new Rounds(2, new Progress(progress, false, System::nanoTime)).play(rounds));
    for (Comparison comparison : all) {
      Played ours = comparison.of("engine").getFirst();
      double peak = ours.score().of(Measure.PEAK_HEALTHY).orElseThrow();
      assertThat(peak).as("%s, seed %d", comparison.title(), SEED).isLessThan(1);
      if (CDN_TO_BLAME.contains(comparison.name())) {
        assertThat(ours.score().of(Measure.REMOVED).orElseThrow())
            .as("%s, seed %d: %s", comparison.title(), SEED, ours.score())
            .isGreaterThan(0.6);
      } else {
        assertThat(ours.behaviour().moves())
            .as("%s, seed %d: %s", comparison.title(), SEED, ours.behaviour())
            .isZero();
      }
    }
  }

  @Test
  void anotherPolicySteersOtherwise() throws Exception {
    Policy slow = new Policy(Map.of(Policy.Key.OUT_RATE, Policy.Key.OUT_RATE.min()));
    ScenarioFile file = Scenes.ending(ScenarioLibrary.named("brownout"), Duration.ofMinutes(7));
    List<Steering.Factory> cast = List.of(Cast.ENGINE, Cast.withPolicy("slow", slow));
    Round round = Round.of(file, Scale.NORMAL, SEED, cast, false);
    Comparison played =
        Comparison.of(
                new Rounds(2, new Progress(progress, false, System::nanoTime)).play(List.of(round)))
            .getFirst();
    assertThat(bad(played, "engine+slow"))
        .as("bad session-time where a brownout is hardly left, seed %d", SEED)
        .isGreaterThan(1.1 * bad(played, "engine"));
  }

  private static double bad(Comparison played, String steering) {
    return played.of(steering).getFirst().score().of(Measure.BAD_SHARE).orElseThrow();
  }

  @Test
  void aPartOfThePublishedTableIsToldWithItsClaims() throws Exception {
    Publication publication =
        new Publication(
            List.of(SEED), Optional.of("one-point"), Optional.of(Duration.ofMinutes(7)), progress);
    Publication.Told told = publication.publish();
    assertThat(String.join("\n", told.lines()))
        .contains("a brownout of one point is published at 20x", "within 45 s, every seed");
    assertThat(told.json()).contains("\"one-point\"", "\"large\"");
  }
}
