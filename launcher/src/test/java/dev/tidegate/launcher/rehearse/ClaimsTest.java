package dev.tidegate.launcher.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.rehearsal.score.Measure;
import dev.tidegate.rehearsal.score.Score;
import dev.tidegate.rehearsal.sim.Run;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each claim holds where it should, and falls by the figure it is about. */
class ClaimsTest {
  private static final double OURS = 0.006;

  private final Map<Measure, Double> ours = new EnumMap<>(Measure.class);
  private int moves;
  private double after = 0.4;

  ClaimsTest() {
    ours.put(Measure.BAD_SHARE, OURS);
    ours.put(Measure.REMOVED, 0.95);
    ours.put(Measure.TTD, 12.0);
    ours.put(Measure.PEAK_HEALTHY, 0.93);
    ours.put(Measure.CHURN, 1.2);
    ours.put(Measure.UNNECESSARY, 0.0);
    ours.put(Measure.REVERSALS_PER_FAULT, 2.0);
  }

  @Test
  void allHoldWhereAllIsWell() {
    assertThat(fallen("brownout", Scale.NORMAL)).isEmpty();
    assertThat(fallen("brownout", Scale.SMALL)).isEmpty();
    assertThat(fallen("hard-outage", Scale.NORMAL)).isEmpty();
    assertThat(fallen("isp-event", Scale.NORMAL)).isEmpty();
  }

  @Test
  void eachFallsByItsFigure() {
    ours.put(Measure.PEAK_HEALTHY, 0.99);
    assertThat(fallen("brownout", Scale.NORMAL)).containsExactly("peak load on a healthy CDN");
    ours.put(Measure.PEAK_HEALTHY, 0.9);
    ours.put(Measure.CHURN, 1.6);
    assertThat(fallen("brownout", Scale.NORMAL)).containsExactly("populations moved");
    ours.put(Measure.CHURN, 1.0);
    ours.put(Measure.REMOVED, 0.92);
    assertThat(fallen("brownout", Scale.NORMAL))
        .containsExactly("removable harm removed, brownout");
    assertThat(fallen("brownout", Scale.SMALL)).isEmpty();
    ours.put(Measure.TTD, 91.0);
    assertThat(fallen("brownout", Scale.SMALL)).containsExactly("the brownout is found at 1/20");
    ours.remove(Measure.TTD);
    assertThat(fallen("brownout", Scale.SMALL)).containsExactly("the brownout is found at 1/20");
    ours.put(Measure.TTD, 12.0);
    after = 0.3;
    assertThat(fallen("brownout", Scale.SMALL))
        .containsExactly("the drained CDN has come back at 1/20, brownout");
    moves = 3;
    assertThat(fallen("isp-event", Scale.NORMAL)).singleElement().asString().contains("moves");
  }

  @Test
  void worseThanABaselineOrFarFromTheOracleFalls() {
    ours.put(Measure.BAD_SHARE, 0.011);
    assertThat(fallen("hard-outage", Scale.NORMAL))
        .anyMatch(title -> title.startsWith("bad session-time"))
        .anyMatch(title -> title.startsWith("regret"))
        .contains("bad time, hard-outage");
  }

  private List<String> fallen(String name, Scale scale) {
    ScenarioFile file = ScenarioLibrary.named(name);
    Map<String, List<Played>> byPolicy = new LinkedHashMap<>();
    byPolicy.put("engine", List.of(played(file, scale, "engine", ours)));
    byPolicy.put("static", List.of(played(file, scale, "static", bad(0.02, 0))));
    byPolicy.put("gdnsd", List.of(played(file, scale, "gdnsd", bad(0.0105, 1))));
    byPolicy.put("oracle", List.of(played(file, scale, "oracle", bad(0.0055, 1))));
    Results results =
        new Results(
            List.of(new Comparison(file, scale, byPolicy)),
            Optional.empty(),
            Optional.empty(),
            List.of());
    return Claims.of(results).stream().filter(c -> !c.held()).map(Claim::title).toList();
  }

  private static Map<Measure, Double> bad(double share, double churn) {
    return Map.of(Measure.BAD_SHARE, share, Measure.CHURN, churn);
  }

  private Played played(
      ScenarioFile file, Scale scale, String policy, Map<Measure, Double> figures) {
    Run run = new Run(file.scenario().name(), policy, 1, 0, 1, "0", new Run.Timing(0, 0, 0));
    Behaviour behaviour =
        new Behaviour(
            moves,
            0,
            Map.of(),
            new double[] {0.4, 0.3, 0.2, 0.1},
            new double[] {after, 0.3, 0.2, 0.1});
    return new Played(
        Round.of(file, scale, 1, List.of(), false),
        run,
        new Score(figures),
        behaviour,
        Optional.empty());
  }
}
