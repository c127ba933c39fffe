package dev.tidegate.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Group;
import dev.tidegate.model.Setup;
import dev.tidegate.rehearsal.baseline.Baselines;
import dev.tidegate.rehearsal.model.DemandCurve;
import dev.tidegate.rehearsal.sim.Audience;
import dev.tidegate.rehearsal.sim.Clientele;
import dev.tidegate.rehearsal.sim.Conduct;
import dev.tidegate.rehearsal.sim.Noise;
import dev.tidegate.rehearsal.sim.Reporting;
import dev.tidegate.rehearsal.sim.Scenario;
import dev.tidegate.rehearsal.sim.Setups;
import dev.tidegate.telemetry.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A baseline in the engine's place publishes its shares as real tables, exactly. */
class BaselineEngineTest {
  private static final Instant START = Scenario.START;
  private static final Group WEST = Group.of(Scenario.SERVICE, "west");

  private static final Setup SETUP =
      Setups.of(
          new Scenario(
              "two",
              "by hand",
              Duration.ZERO,
              Duration.ofMinutes(1),
              1,
              List.of(new Scenario.Region("west", 1)),
              List.of(new Scenario.Network("jio", 1)),
              List.of(Scenario.Cdn.of("a", 60, 0.6), Scenario.Cdn.of("b", 40, 0.4)),
              new Audience(1_000, DemandCurve.joiningOver(Duration.ZERO), 5e6),
              Clientele.STANDARD,
              List.of(),
              Reporting.STANDARD,
              Noise.STANDARD,
              Optional.empty(),
              Optional.empty(),
              Conduct.STANDARD,
              List.of(1L)));

  private final Baselines.Named failover = Baselines.named("probe-failover").orElseThrow();
  private final BaselineEngine engine =
      new BaselineEngine(failover.name(), failover.maker(), Scenario.SERVICE);

  private static Inputs failing(String cdn, Instant at) {
    ProbeResult probe =
        new ProbeResult(
            "here",
            Optional.empty(),
            Scenario.SERVICE,
            cdn,
            "manifest",
            ProbeResult.Outcome.CONNECT,
            at.minusMillis(10),
            at,
            Optional.empty(),
            "refused");
    return new Inputs(
        SETUP, List.of(), List.of(probe), new TreeMap<>(), new TreeMap<>(), List.of(), true);
  }

  private static GroupAnswer west(Step step) {
    GroupAnswer answer = step.snapshot().groups().get(WEST);
    assertThat(answer).isNotNull();
    return answer;
  }

  @Test
  void whatItDecidesIsPublishedWithANewVersionAndTold() {
    Step first = engine.start(SETUP, 3, Optional.empty(), START);
    assertThat(west(first).weights().of("a")).isEqualTo(6_000);
    Step step = first;
    for (int round = 1; round <= 2; round++) {
      Instant at = START.plusSeconds(10L * round);
      step = engine.step(step.state(), failing("a", at), at);
      assertThat(step.snapshot()).as("round %s", round).isSameAs(first.snapshot());
      assertThat(step.decisions()).isEmpty();
    }
    Instant at = START.plusSeconds(30);
    step = engine.step(step.state(), failing("a", at), at);
    assertThat(west(step).weights().of("a")).isZero();
    assertThat(west(step).table().shares()).isEqualTo(west(step).weights());
    assertThat(step.snapshot().version()).isGreaterThan(first.snapshot().version());
    assertThat(step.snapshot().version().epoch()).isEqualTo(3);
    assertThat(step.decisions()).hasSize(2);
    assertThat(step.decisions().getFirst().text()).contains("probe-failover has it so");
    var view = step.situation().groups().get(WEST);
    assertThat(view).isNotNull();
    assertThat(view.cdns().get("b")).extracting(v -> v.weight()).isEqualTo(10_000);
  }
}
