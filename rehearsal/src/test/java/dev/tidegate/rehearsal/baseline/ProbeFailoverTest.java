package dev.tidegate.rehearsal.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.rehearsal.sim.Plan;
import dev.tidegate.telemetry.ProbeResult;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Route 53 and gdnsd do what their documents say. */
class ProbeFailoverTest {
  private static final int CHECKERS = 11;

  private Instant now = Sights.START;

  /** A round of checks ten seconds after the last; {@code failing} of the checkers see a down. */
  private Plan round(Baseline baseline, int failing) {
    now = now.plusSeconds(10);
    Sights sights = new Sights();
    for (int checker = 0; checker < CHECKERS; checker++) {
      sights.probe("v" + checker, "west", "a", checker >= failing, now);
      sights.probe("v" + checker, "west", "b", true, now);
      sights.probe("v" + checker, "west", "c", true, now);
    }
    return baseline.decide(sights.inputs(), now);
  }

  @Test
  void aCheckerChangesItsMindAtTheThirdResultInARow() {
    Baseline route53 = new Route53(Sights.roster());
    round(route53, CHECKERS);
    assertThat(round(route53, CHECKERS).shares()[1][0]).containsExactly(0.5, 0.3, 0.2);
    assertThat(round(route53, CHECKERS).shares()[1][0]).containsExactly(0, 0.6, 0.4);
    round(route53, 0);
    assertThat(round(route53, 0).shares()[1][0]).containsExactly(0, 0.6, 0.4);
    assertThat(round(route53, 0).shares()[1][0]).containsExactly(0.5, 0.3, 0.2);
  }

  @Test
  void oneGoodResultStartsTheCountAnew() {
    Baseline route53 = new Route53(Sights.roster());
    round(route53, CHECKERS);
    round(route53, CHECKERS);
    round(route53, 0);
    round(route53, CHECKERS);
    assertThat(round(route53, CHECKERS).shares()[0][0][0]).isEqualTo(0.5);
  }

  @Test
  void moreThanEighteenPercentOfTheCheckersAreEnoughToBeHealthy() {
    Baseline two = new Route53(Sights.roster());
    Baseline one = new Route53(Sights.roster());
    for (int round = 0; round < 2; round++) {
      round(two, CHECKERS - 2);
      round(one, CHECKERS - 1);
    }
    assertThat(round(two, CHECKERS - 2).shares()[0][0][0]).as("2 of 11").isEqualTo(0.5);
    assertThat(round(one, CHECKERS - 1).shares()[0][0][0]).as("1 of 11").isZero();
  }

  @Test
  void whereAllAreUnhealthyAllAreTakenForHealthy() {
    Baseline route53 = new Route53(Sights.roster());
    Plan plan = round(route53, 0);
    for (int round = 0; round < 4; round++) {
      now = now.plusSeconds(10);
      Sights sights = new Sights();
      for (String cdn : Sights.roster().cdns()) {
        sights.probe("v0", "west", cdn, false, now);
      }
      for (int checker = 1; checker < CHECKERS; checker++) {
        for (String cdn : Sights.roster().cdns()) {
          sights.probe("v" + checker, "west", cdn, false, now);
        }
      }
      plan = route53.decide(sights.inputs(), now);
    }
    assertThat(plan.shares()[0][0]).containsExactly(0.5, 0.3, 0.2);
  }

  @Test
  void probesOfOursThatComeOftenerAreStillOneCheckEveryTenSeconds() {
    Baseline route53 = new Route53(Sights.roster());
    for (int second = 0; second <= 19; second++) {
      Instant at = Sights.START.plusSeconds(second);
      Plan plan = route53.decide(new Sights().probe("v", "west", "a", false, at).inputs(), at);
      assertThat(plan.shares()[0][0][0]).as("second %s", second).isEqualTo(0.5);
    }
    Instant third = Sights.START.plusSeconds(20);
    Plan plan = route53.decide(new Sights().probe("v", "west", "a", false, third).inputs(), third);
    assertThat(plan.shares()[0][0][0]).isZero();
  }

  @Test
  void aPlaylistThatStandsStillPassesACheckOfTheStatus() {
    Baseline route53 = new Route53(Sights.roster());
    Plan plan = round(route53, 0);
    for (int round = 0; round < 5; round++) {
      now = now.plusSeconds(10);
      Sights sights = new Sights().probe("v0", "west", "a", ProbeResult.Outcome.STALE, now);
      plan = route53.decide(sights.inputs(), now);
    }
    assertThat(plan.shares()[0][0][0]).isEqualTo(0.5);
  }

  @Test
  void gdnsdIsDownAtTheTenthFailureAndUpAtTheTwentiethSuccess() {
    Baseline gdnsd = new Gdnsd(Sights.roster());
    for (int failure = 1; failure <= 9; failure++) {
      assertThat(round(gdnsd, CHECKERS).shares()[1][0][0]).as("failure %s", failure).isEqualTo(0.5);
    }
    assertThat(round(gdnsd, CHECKERS).shares()[1][0]).containsExactly(0, 0.6, 0.4);
    for (int success = 1; success <= 19; success++) {
      assertThat(round(gdnsd, 0).shares()[1][0][0]).as("success %s", success).isZero();
    }
    assertThat(round(gdnsd, 0).shares()[1][0]).containsExactly(0.5, 0.3, 0.2);
  }

  @Test
  void gdnsdForgivesFailuresOnlyAfterTenStraightSuccesses() {
    Baseline gdnsd = new Gdnsd(Sights.roster());
    for (int failure = 0; failure < 9; failure++) {
      round(gdnsd, CHECKERS);
    }
    for (int success = 0; success < 9; success++) {
      round(gdnsd, 0);
    }
    assertThat(round(gdnsd, CHECKERS).shares()[1][0][0]).as("the tenth failure").isZero();

    Baseline forgiving = new Gdnsd(Sights.roster());
    for (int failure = 0; failure < 9; failure++) {
      round(forgiving, CHECKERS);
    }
    for (int success = 0; success < 10; success++) {
      round(forgiving, 0);
    }
    assertThat(round(forgiving, CHECKERS).shares()[1][0][0]).isEqualTo(0.5);
  }

  @Test
  void gdnsdAnswersForTheIntervalTimesTheResultsStillWanted() {
    Baseline gdnsd = new Gdnsd(Sights.roster());
    Plan plan = round(gdnsd, 0);
    assertThat(plan.ttlSeconds()[1][0]).as("no longer than the service's").isEqualTo(20);
    for (int failure = 0; failure < 9; failure++) {
      plan = round(gdnsd, CHECKERS);
    }
    assertThat(plan.ttlSeconds()[1][0]).isEqualTo(10);
    assertThat(plan.ttlSeconds()[0][0]).as("a region without a daemon").isEqualTo(20);
  }

  @Test
  void gdnsdGoesBackToTheConfiguredWeightsWhereLessThanHalfIsUp() {
    Baseline gdnsd = new Gdnsd(Sights.roster());
    Plan plan = round(gdnsd, 0);
    for (int failure = 0; failure < 10; failure++) {
      now = now.plusSeconds(10);
      Sights sights = new Sights();
      sights.probe("v0", "west", "a", false, now).probe("v0", "west", "b", false, now);
      plan = gdnsd.decide(sights.inputs(), now);
    }
    assertThat(plan.shares()[1][0][0]).as("a and b down, 20 %% up").isCloseTo(0.5, within(1e-9));
  }
}
