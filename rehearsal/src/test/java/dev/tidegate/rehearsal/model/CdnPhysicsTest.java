package dev.tidegate.rehearsal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CdnPhysicsTest {
  private static final Instant NOW = Instant.parse("2026-03-08T14:00:00Z");
  private static final Caller WEST = new Caller.Viewer("in-west", "jio");
  private static final CdnPhysics CDN = new CdnPhysics(1_000, 0.002, Duration.ofMillis(20));

  @Test
  void overloadNeverFallsWithUtilisationAndStaysAProbability() {
    DoubleUnaryOperator overload = CdnPhysics::overload;
    double before = 0;
    for (int i = 0; i <= 400; i++) {
      double share = overload.applyAsDouble(i / 100.0);
      assertThat(share).as("at %d %%", i).isBetween(before, 1.0);
      before = share;
    }
    assertThat(CdnPhysics.overload(0.85)).isZero();
    assertThat(CdnPhysics.overload(1)).isCloseTo(0.02, within(1e-9));
    assertThat(CdnPhysics.overload(2)).as("with collapse").isGreaterThan(0.5);
  }

  @Test
  void aBrownoutFailsItsShare() {
    Condition sick = condition(new Fault.Brownout(0.12, 0.25), Scope.of("a", "in-west"), WEST);
    assertThat(share(sick, Outcome.Failed.class)).isCloseTo(0.09 + 0.002, within(0.01));
    assertThat(share(sick, Outcome.Silent.class)).isCloseTo(0.03, within(0.01));
  }

  @Test
  void aFaultInARegionSparesOthersAndProbes() {
    Scope there = Scope.of("a", "in-west");
    assertThat(condition(new Fault.BlackHole(), there, WEST)).isNotEqualTo(Condition.WELL);
    assertThat(condition(new Fault.BlackHole(), there, new Caller.Viewer("in-south", "jio")))
        .isEqualTo(Condition.WELL);
    assertThat(condition(new Fault.BlackHole(), there, new Caller.Prober()))
        .isEqualTo(Condition.WELL);
  }

  @Test
  void aLyingProberSparesViewers() {
    assertThat(condition(new Fault.LyingProber(), Scope.of("a"), WEST)).isEqualTo(Condition.WELL);
    assertThat(condition(new Fault.LyingProber(), Scope.of("a"), new Caller.Prober()).failed())
        .isEqualTo(1);
  }

  @Test
  void slownessAndCrowdsLengthenTheFirstByte() {
    Condition slow = condition(new Fault.Slow(5), Scope.of("a"), WEST);
    assertThat(median(slow, 0)).isCloseTo(100, within(5.0));
    assertThat(median(Condition.WELL, 0)).isCloseTo(20, within(1.0));
    assertThat(median(Condition.WELL, 1_000)).isCloseTo(32, within(2.0));
  }

  @Test
  void aRampGrows() {
    Injection injection =
        new Injection(
            new Fault.ServerErrors(0.5),
            Scope.of("a"),
            NOW,
            NOW.plusSeconds(100),
            Duration.ofSeconds(10));
    assertThat(injection.strength(NOW.minusMillis(1))).isZero();
    assertThat(injection.strength(NOW.plusSeconds(5))).isEqualTo(0.5);
    assertThat(injection.strength(NOW.plusSeconds(50))).isEqualTo(1);
    assertThat(injection.strength(NOW.plusSeconds(100))).isZero();
  }

  @Test
  void aCapacityCutRaisesUtilisation() {
    Condition cut = condition(new Fault.CapacityCut(0.4), Scope.of("a"), WEST);
    assertThat(CDN.utilisation(400, cut)).isCloseTo(1, within(1e-9));
  }

  @Test
  void demandIsStraightBetweenPointsAndFlatOutside() {
    DemandCurve curve =
        new DemandCurve(
            List.of(
                new DemandCurve.Point(Duration.ofSeconds(10), 0.2),
                new DemandCurve.Point(Duration.ofSeconds(20), 1)));
    assertThat(curve.at(Duration.ZERO)).isEqualTo(0.2);
    assertThat(curve.at(Duration.ofSeconds(15))).isCloseTo(0.6, within(1e-9));
    assertThat(curve.at(Duration.ofSeconds(99))).isEqualTo(1);
  }

  private static Condition condition(Fault fault, Scope scope, Caller caller) {
    Injection injection = new Injection(fault, scope, NOW, Instant.MAX, Duration.ZERO);
    return Condition.of(List.of(injection), "a", caller, NOW);
  }

  private static double share(Condition condition, Class<? extends Outcome> kind) {
    return IntStream.range(0, 20_000)
            .mapToObj(i -> CDN.respond(condition, 0, Draw.of(i)))
            .filter(kind::isInstance)
            .count()
        / 20_000.0;
  }

  private static double median(Condition condition, double load) {
    return IntStream.range(0, 4_001)
        .mapToObj(i -> CDN.respond(condition, load, Draw.of(i)))
        .flatMap(
            outcome ->
                outcome instanceof Outcome.Served(Duration time, Optional<Instant> _)
                    ? java.util.stream.Stream.of(time)
                    : java.util.stream.Stream.empty())
        .mapToLong(Duration::toMillis)
        .sorted()
        .skip(2_000)
        .findFirst()
        .orElseThrow();
  }
}
