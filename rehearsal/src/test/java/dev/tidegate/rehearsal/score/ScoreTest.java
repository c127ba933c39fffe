package dev.tidegate.rehearsal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.health.Verdict;
import dev.tidegate.model.Pool;
import dev.tidegate.rehearsal.Small;
import dev.tidegate.rehearsal.Variant;
import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Incident.Reach;
import dev.tidegate.rehearsal.sim.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final Offset<Double> NEAR = within(1e-9);
  private static final Duration LENGTH = Duration.ofSeconds(400);

  /** From the 100th to the 300th second. */
  private static Incident fault(Incident.Effect effect, Reach reach) {
    return Incident.of(effect, reach, Duration.ofSeconds(100), Duration.ofSeconds(300));
  }

  private static final Scenario BROWNOUT =
      Small.scenario(LENGTH, fault(new Incident.Brownout(0.05), Reach.of("a")));

  private static Account account(Scenario scenario, LongFunction<Frames> each) {
    Account account = new Account(scenario);
    for (long second = 0; second < scenario.length().toSeconds(); second++) {
      account.accept(each.apply(second).frame());
    }
    return account;
  }

  private static boolean ill(long second) {
    return second >= 100 && second < 300;
  }

  /** 20 viewers are bad in each second of the fault. */
  private static Frames suffering(long second) {
    return Frames.at(second).usual(2, 1, 1).byFault(ill(second) ? 20 : 0, 0, 0);
  }

  private static Score score(Scenario scenario, LongFunction<Frames> each) {
    Account run = account(scenario, each);
    return Score.of(run, run, Bounds.NONE);
  }

  private static double of(Score score, Measure measure) {
    return score.of(measure).orElseThrow(() -> new AssertionError("no " + measure));
  }

  @Test
  void badTimeIsAShareOfAllTime() {
    Score score = score(BROWNOUT, ScoreTest::suffering);
    assertThat(of(score, Measure.BAD_SECONDS)).isCloseTo(400 * 4 + 200 * 20, NEAR);
    assertThat(of(score, Measure.BAD_SHARE)).isCloseTo(5_600 / 400_000.0, NEAR);
  }

  @Test
  void theWarmUpDoesNotCount() {
    Account account = new Account(BROWNOUT);
    account.accept(Frames.at(-1).usual(100, 0, 0).utilisation(2, 2, 2).frame());
    account.accept(Frames.at(0).usual(1, 0, 0).frame());
    Score score = Score.of(account, account, Bounds.NONE);
    assertThat(of(score, Measure.BAD_SECONDS)).isCloseTo(1, NEAR);
    assertThat(of(score, Measure.PEAK_HEALTHY)).isCloseTo(0.5, NEAR);
  }

  @Test
  void aFaultIsDetectedByAMoveOfMoreThanAPoint() {
    Score score =
        score(
            BROWNOUT,
            s ->
                s < 109
                    ? suffering(s)
                    : s < 112
                        ? suffering(s).shares(0.49, 0.31, 0.2)
                        : suffering(s).shares(0.48, 0.32, 0.2));
    assertThat(of(score, Measure.TTD)).isEqualTo(13);
  }

  private static final Verdict NONE = new Verdict.None();

  private static Verdict cdn(String id) {
    return new Verdict.Cdn(id, "everywhere");
  }

  @Test
  void aVerdictIsADetectionToo() {
    Score score = score(BROWNOUT, s -> suffering(s).verdict(s < 104 ? NONE : cdn("a")));
    assertThat(of(score, Measure.TTD)).isEqualTo(5);
    assertThat(score(BROWNOUT, ScoreTest::suffering).of(Measure.TTD)).isEmpty();
  }

  @Test
  void onlyAVerdictThatNamesTheFaultIsADetection() {
    Verdict contradicted = new Verdict.Telemetry("probes fail while players are well");
    for (Verdict beside : List.of(contradicted, cdn("b"), new Verdict.Capacity("live"))) {
      Score score =
          score(BROWNOUT, s -> suffering(s).verdict(s < 104 ? NONE : s < 120 ? beside : cdn("a")));
      assertThat(of(score, Measure.TTD)).as("after %s", beside).isEqualTo(21);
    }
  }

  @Test
  void ninetyPercentAreGoneWhenTenSecondsHoldATenth() {
    Account unsteered = account(BROWNOUT, ScoreTest::suffering);
    Account run =
        account(
            BROWNOUT,
            s -> Frames.at(s).byFault(ill(s) && s < 150 ? 20 : ill(s) && s < 160 ? 2 : 0, 0, 0));
    assertThat(of(Score.of(run, unsteered, Bounds.NONE), Measure.TT90)).isEqualTo(50);
    assertThat(Score.of(unsteered, unsteered, Bounds.NONE).of(Measure.TT90)).isEmpty();
  }

  @Test
  void regretAndTheHarmRemovedAreMeasuredAgainstTheOracle() {
    Account unsteered = account(BROWNOUT, ScoreTest::suffering);
    Account run = account(BROWNOUT, s -> suffering(s).byFault(ill(s) ? 5 : 0, 0, 0));
    Bounds bounds =
        new Bounds(
            OptionalDouble.of(1_600 + 400), OptionalDouble.of(1_900), OptionalDouble.of(1_500));
    Score score = Score.of(run, unsteered, bounds);
    assertThat(of(score, Measure.REGRET)).isCloseTo(600, NEAR);
    assertThat(of(score, Measure.REGRET_PER_MINUTE)).isCloseTo(600 / (200 / 60.0), NEAR);
    assertThat(of(score, Measure.REGRET_CLAIRVOYANT)).isCloseTo(700, NEAR);
    assertThat(of(score, Measure.ABOVE_FLOOR)).isCloseTo(1_100, NEAR);
    assertThat(of(score, Measure.REMOVED)).isCloseTo(3_000 / 3_600.0, NEAR);
    Bounds nothing =
        new Bounds(OptionalDouble.of(5_600), OptionalDouble.empty(), OptionalDouble.empty());
    assertThat(Score.of(run, unsteered, nothing).of(Measure.REMOVED)).isEmpty();
  }

  @Test
  void theLoadOfACdnThatIsIllIsNotHeldAgainstAnyone() {
    Score score =
        score(BROWNOUT, s -> suffering(s).utilisation(ill(s) ? 3 : 0.6, ill(s) ? 1.1 : 0.4, 0.7));
    assertThat(of(score, Measure.PEAK_HEALTHY)).isCloseTo(1.1, NEAR);
    assertThat(of(score, Measure.OVER_SECONDS)).isEqualTo(200);
  }

  @Test
  void collateralIsWhatArrivalsSufferAndLoadBeyondTheConfigured() {
    Account unsteered = account(BROWNOUT, s -> Frames.at(s).byLoad(0, s < 10 ? 1 : 0, 0));
    Account run =
        account(
            BROWNOUT, s -> Frames.at(s).byLoad(0, s < 20 ? 3 : 0, 0).byMove(0, 0, s == 0 ? 7 : 0));
    Score score = Score.of(run, unsteered, Bounds.NONE);
    assertThat(of(score, Measure.COLLATERAL)).isCloseTo(7 + 10 * 2 + 10 * 3, NEAR);
  }

  @Test
  void churnIsHalfOfAllChangesWeightedByViewers() {
    Score score = score(BROWNOUT, s -> s < 150 ? suffering(s) : suffering(s).west(0, 0.6, 0.4));
    assertThat(of(score, Measure.CHURN)).isCloseTo(0.6 * 0.5, NEAR);
    assertThat(of(score, Measure.UNNECESSARY)).isCloseTo(0, NEAR);
  }

  @Test
  void aMoveAmongHealthyCdnsIsUnnecessaryUnlessOneIsFull() {
    Score score = score(BROWNOUT, s -> s < 150 ? suffering(s) : suffering(s).shares(0.5, 0.2, 0.3));
    assertThat(of(score, Measure.UNNECESSARY)).isCloseTo(0.1, NEAR);
    Score full =
        score(
            BROWNOUT,
            s ->
                s < 150
                    ? suffering(s).utilisation(0.5, 0.9, 0.5)
                    : suffering(s).shares(0.5, 0.2, 0.3));
    assertThat(of(full, Measure.UNNECESSARY)).isCloseTo(0, NEAR);
    Score elsewhere =
        score(
            Small.scenario(
                LENGTH, fault(new Incident.Brownout(0.05), Reach.of("a").inRegion("south"))),
            s -> s < 150 ? suffering(s) : suffering(s).west(0, 0.6, 0.4));
    assertThat(of(elsewhere, Measure.UNNECESSARY))
        .as("the fault is in the south")
        .isCloseTo(0.3, NEAR);
  }

  @Test
  void aDrainAndAReturnIsOneReversalACdn() {
    Score score =
        score(BROWNOUT, s -> s < 150 || s >= 350 ? suffering(s) : suffering(s).shares(0, 0.6, 0.4));
    assertThat(of(score, Measure.REVERSALS)).isEqualTo(3);
    assertThat(of(score, Measure.REVERSALS_PER_FAULT)).isEqualTo(3);
  }

  @Test
  void ripplesBelowTwoPointsAreNoReversals() {
    Swings swings = new Swings();
    for (double share : new double[] {0.5, 0.51, 0.495, 0.51, 0.4, 0.41, 0.405, 0.3, 0.31}) {
      swings.see(share);
    }
    assertThat(swings.reversals()).isZero();
    swings.see(0.321);
    assertThat(swings.reversals()).isEqualTo(1);
    swings.see(0.5);
    swings.see(0.479);
    assertThat(swings.reversals()).isEqualTo(2);
  }

  @Test
  void movesOutOfNothingAreFalsePositives() {
    Scenario clean = Small.scenario(LENGTH);
    Score score =
        score(clean, s -> s % 100 < 50 ? Frames.at(s) : Frames.at(s).shares(0.52, 0.28, 0.2));
    // there at 50, back at 100, ... : 7 times; one verdict more
    assertThat(of(score, Measure.FALSE_POSITIVES)).isCloseTo(7 * 3_600 / 400.0, within(0.2));
    Score spoken = score(clean, s -> Frames.at(s).verdict(s < 60 ? NONE : cdn("a")));
    assertThat(of(spoken, Measure.FALSE_POSITIVES)).isCloseTo(9, within(0.05));
    assertThat(of(spoken, Measure.WRONG_VERDICTS)).isEqualTo(1);
    Score full =
        score(clean, s -> Frames.at(s).shares(s < 60 ? 0.5 : 0.4, 0.3, 0.2).utilisation(0.9, 0, 0));
    assertThat(full.of(Measure.FALSE_POSITIVES)).as("no quiet second").isEmpty();
  }

  @Test
  void blamingACdnForWhatIsNobodysIsAWrongVerdict() {
    Scenario isp =
        Small.scenario(LENGTH, fault(new Incident.Failures(0.15), Reach.ALL.inNetwork("jio")));
    Score wrong = score(isp, s -> Frames.at(s).verdict(s < 130 ? NONE : cdn("a")));
    assertThat(of(wrong, Measure.WRONG_VERDICTS)).isEqualTo(1);
    Score right = score(isp, s -> Frames.at(s).verdict(s < 130 ? NONE : new Verdict.Isp("jio")));
    assertThat(of(right, Measure.WRONG_VERDICTS)).isZero();
    Scenario client =
        Small.scenario(LENGTH, fault(new Incident.Failures(1), Reach.of("c").ofClass("tv")));
    Score blamed = score(client, s -> Frames.at(s).verdict(s < 130 ? NONE : cdn("a")));
    assertThat(of(blamed, Measure.WRONG_VERDICTS)).as("one TV model is no CDN").isEqualTo(1);
    Score due = score(BROWNOUT, s -> Frames.at(s).verdict(s < 130 ? NONE : cdn("a")));
    assertThat(of(due, Measure.WRONG_VERDICTS)).isZero();
  }

  @Test
  void aWrongCdnScopeOrKindIsAWrongVerdict() {
    Scenario regional =
        Small.scenario(LENGTH, fault(new Incident.Brownout(0.05), Reach.of("a").inRegion("west")));
    Map<Verdict, Integer> wrong = new LinkedHashMap<>();
    wrong.put(new Verdict.Cdn("a", "west"), 0);
    wrong.put(new Verdict.Cdn("a", "west~jio"), 0);
    wrong.put(new Verdict.Cdn("a", "everywhere"), 1);
    wrong.put(new Verdict.Cdn("a", "south"), 1);
    wrong.put(new Verdict.Cdn("b", "west"), 1);
    wrong.put(new Verdict.Isp("jio"), 1);
    wrong.put(new Verdict.Origin(), 1);
    wrong.put(new Verdict.Client("device:tv"), 1);
    wrong.put(new Verdict.Telemetry("probes fail while players are well"), 1);
    wrong.put(new Verdict.Capacity("live"), 1);
    wrong.forEach(
        (verdict, times) -> {
          Score score =
              score(regional, s -> suffering(s).verdict(s < 130 || s > 250 ? NONE : verdict));
          assertThat(of(score, Measure.WRONG_VERDICTS))
              .as(verdict.toString())
              .isEqualTo((double) times);
        });
    Score full =
        score(
            regional,
            s ->
                suffering(s)
                    .utilisation(0.5, s < 120 ? 0.5 : 1.2, 0.5)
                    .verdict(s < 130 ? NONE : cdn("b")));
    assertThat(of(full, Measure.WRONG_VERDICTS)).as("too full").isZero();
  }

  @Test
  void whatOnceWasIllExcusesMovesForTenMinutes() {
    Scenario longer =
        Small.scenario(Duration.ofMinutes(30), fault(new Incident.Brownout(0.05), Reach.of("a")));
    for (int moves : new int[] {850, 950}) {
      Score score =
          score(longer, s -> s < moves ? suffering(s) : suffering(s).shares(0.4, 0.3, 0.3));
      assertThat(of(score, Measure.UNNECESSARY))
          .as("moved at %s", moves)
          .isCloseTo(moves < 900 ? 0 : 0.1, NEAR);
    }
  }

  @Test
  void whoIsMovedIntoOverloadIsNotGoneFromHarm() {
    Account unsteered = account(BROWNOUT, ScoreTest::suffering);
    Account melting =
        account(
            BROWNOUT,
            s -> s < 150 ? suffering(s) : Frames.at(s).byLoad(0, ill(s) && s < 200 ? 20 : 0, 0));
    assertThat(of(Score.of(melting, unsteered, Bounds.NONE), Measure.TT90)).isEqualTo(99);
    Scenario cut = Small.scenario(LENGTH, fault(new Incident.CapacityCut(0.5), Reach.of("a")));
    Account full = account(cut, s -> Frames.at(s).byLoad(ill(s) ? 20 : 0, 0, 0));
    Account eased = account(cut, s -> Frames.at(s).byLoad(ill(s) && s < 130 ? 20 : 0, 0, 0));
    assertThat(of(Score.of(eased, full, Bounds.NONE), Measure.TT90)).isEqualTo(29);
  }

  @Test
  void theBillIsTheNinetyFifthPercentileAtEachPrice() {
    Scenario plain = Small.scenario(Duration.ofMinutes(10));
    List<Scenario.Cdn> cdns = new ArrayList<>();
    for (Scenario.Cdn cdn : plain.cdns()) {
      boolean dear = cdn.id().equals("a");
      cdns.add(
          new Scenario.Cdn(
              cdn.id(),
              cdn.weight(),
              cdn.capacity(),
              true,
              new TreeMap<>(),
              OptionalDouble.empty(),
              1,
              cdn.firstByte(),
              OptionalDouble.of(dear ? 2 : 1),
              OptionalDouble.empty(),
              dear ? Optional.empty() : Optional.of(new Pool.Commit("volume", 1e15, "month"))));
    }
    Scenario priced = Variant.of(plain).cdns(cdns).scenario();
    Score score = score(priced, s -> s < 300 ? Frames.at(s) : Frames.at(s).shares(0.3, 0.4, 0.3));
    // 5 Mbit/s a viewer; two slots, of which the higher is billed: a 500, b 400, c 300 viewers
    assertThat(of(score, Measure.P95_BILL)).isCloseTo(5 * (2 * 500 + 400 + 300), NEAR);
    // the cheapest: b to 85 % of 400, c to 85 % of 350, the rest on a
    double cheapest = 5 * (2 * (1_000 - 340 - 297.5) + 340 + 297.5);
    assertThat(of(score, Measure.P95_OVER_CHEAPEST)).isCloseTo(8_500 / cheapest, NEAR);
    double due = 1e15 * 600 / (30 * 86_400.0);
    double b = 300 * (300 + 400) * 5e6 / 8;
    double c = 300 * (200 + 300) * 5e6 / 8;
    assertThat(of(score, Measure.COMMIT_SHORTFALL)).isCloseTo(2 * due - b - c, within(1.0));
  }

  @Test
  void aSpreadTellsMedianEndsAndError() {
    Spread spread = Spread.of(List.of(4.0, 1.0, 3.0, 2.0)).orElseThrow();
    assertThat(spread.median()).isEqualTo(2.5);
    assertThat(spread.least()).isEqualTo(1);
    assertThat(spread.most()).isEqualTo(4);
    assertThat(spread.mean()).isEqualTo(2.5);
    assertThat(spread.standardError()).isCloseTo(Math.sqrt(5 / 3.0 / 4), NEAR);
    assertThat(Spread.of(List.of())).isEmpty();
    Spread near = Spread.of(List.of(3.0, 3.5, 4.0, 3.2)).orElseThrow();
    Spread far = Spread.of(List.of(9.0, 9.1)).orElseThrow();
    assertThat(spread.ties(near)).isTrue();
    assertThat(spread.ties(far)).isFalse();
  }
}
