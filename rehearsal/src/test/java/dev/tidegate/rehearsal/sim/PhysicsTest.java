package dev.tidegate.rehearsal.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.rehearsal.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What viewers and CDNs do, whoever steers. */
class PhysicsTest {
  private static final Incident.Reach A = Incident.Reach.of("cdn-a");

  private static List<Frame> still(Scenario scenario) {
    List<Frame> frames = new ArrayList<>();
    Rehearsal.run(Finals.brief(scenario), Finals.STATIC, 11, frames::add);
    return frames;
  }

  @Test
  void withoutLoadOrFaultsOnlyTheUsualIsBad() {
    for (Frame frame : still(Finals.of("clean", Curves.flat(0.3)))) {
      assertThat(Frame.sum(frame.byFault()) + Frame.sum(frame.byLoad())).isZero();
      assertThat(frame.bad()[1][2][3])
          .isCloseTo(frame.viewers()[1][2][3] * frame.truth().base()[1][2][3], within(1e-9));
    }
  }

  @Test
  void nobodyIsLost() {
    SplittableRandom random = new SplittableRandom(5);
    Crowd crowd = new Crowd(Clientele.STANDARD, new double[] {0.5, 0.3, 0.2});
    double[] failing = new double[3];
    for (int tick = 0; tick < 2_000; tick++) {
      double a = random.nextDouble();
      double b = random.nextDouble() * (1 - a);
      double[] shares = {a, b, 1 - a - b};
      failing[tick % 3] = random.nextBoolean() ? random.nextDouble() : 0;
      crowd.step(
          tick,
          shares,
          shares,
          new boolean[shares.length],
          1 + random.nextInt(60),
          failing,
          0.02 * a);
      double there = crowd.there[0] + crowd.there[1] + crowd.there[2];
      assertThat(there).as("tick %d", tick).isCloseTo(1, within(1e-6));
      assertThat(crowd.arrived(0)).isBetween(0.0, 1.0);
      assertThat(crowd.there[1]).isGreaterThanOrEqualTo(0);
    }
  }

  @Test
  void sharesAreTheMovingAverageOfWhatWasPublished() {
    Followers followers = new Followers(new double[] {1, 0}, 20, 60, false);
    for (int tick = 0; tick < 30; tick++) {
      followers.step(tick, tick < 5 ? new double[] {1, 0} : new double[] {0.25, 0.75}, 20, 0);
      double passed = Math.clamp((tick - 4) / 20.0, 0, 1);
      assertThat(followers.assigned[1]).isCloseTo(0.75 * passed, within(1e-9));
    }
  }

  @Test
  void whoMovesIsAnArrivalForItsTime() {
    Clientele quick = clientele(0);
    Crowd crowd = new Crowd(quick, new double[] {1, 0});
    double[] to = {0, 1};
    for (int tick = 0; tick < 61; tick++) {
      crowd.step(tick, to, to, new boolean[2], 20, new double[2], 0);
    }
    assertThat(crowd.there[1]).isCloseTo(1, within(1e-9));
    assertThat(crowd.arrived(1)).isCloseTo(1, within(1e-9));
    for (int tick = 61; tick < 190; tick++) {
      crowd.step(tick, to, to, new boolean[2], 20, new double[2], 0);
    }
    assertThat(crowd.arrived(1)).isCloseTo(0, within(1e-9));
  }

  @Test
  void aMoveTakenBackTakesBackThoseWhoCame() {
    double[] before = {0.6, 0.4};
    double[] moved = {0.4, 0.6};
    for (boolean back : new boolean[] {true, false}) {
      Crowd crowd = new Crowd(clientele(0), before);
      for (int tick = 0; tick < 115; tick++) {
        boolean[] latest = {false, back && tick >= 50};
        crowd.step(tick, tick < 50 ? moved : before, before, latest, 20, new double[2], 0);
      }
      assertThat(crowd.there[1]).isCloseTo(0.4, within(1e-9));
      assertThat(crowd.arrived(1) > 0.2).as("arrivals are left").isEqualTo(!back);
      assertThat(back ? crowd.arrived(1) : 0).isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void playersLeaveByThemselvesAndComeBackAfterTheBox() {
    Crowd crowd = new Crowd(clientele(0.5), new double[] {0.6, 0.4});
    double[] shares = {0.6, 0.4};
    for (int tick = 0; tick < 60; tick++) {
      crowd.step(tick, shares, shares, new boolean[2], 20, new double[] {1, 0}, 0);
    }
    assertThat(crowd.there[0]).isBetween(0.29, 0.32);
    for (int tick = 60; tick < 1_500; tick++) {
      crowd.step(tick, shares, shares, new boolean[2], 20, new double[2], 0);
    }
    assertThat(crowd.there[0]).isGreaterThan(0.59);
  }

  @Test
  void aCdnThatIsTooSmallFailsByLoadAlone() {
    Scenario cut = Finals.of("cut", Finals.from100To700(new Incident.CapacityCut(0.4), A));
    Frame last = still(cut).getLast();

    assertThat(last.utilisation()[0]).isGreaterThan(1.3);
    assertThat(Frame.sum(last.byLoad())).isGreaterThan(0.1 * Frame.sum(last.viewers()));
    assertThat(Frame.sum(last.byFault())).isZero();
    assertThat(last.utilisation()[1]).isLessThan(0.6 * 1.1);
  }

  /** Nobody comes in a quiet second: those who wait are bad all the same. */
  @Test
  void whoWaitsToBeLetInIsBadThoughNobodyElseComes() {
    Scenario plain = Finals.of("joins");
    Scenario.Cdn a = plain.cdns().getFirst();
    List<Scenario.Cdn> cdns = new ArrayList<>(plain.cdns());
    cdns.set(
        0,
        new Scenario.Cdn(
            a.id(),
            a.weight(),
            a.capacity(),
            true,
            a.regional(),
            OptionalDouble.of(0.001),
            a.error(),
            a.firstByte(),
            a.price(),
            a.overage(),
            a.commit()));
    Scenario narrow =
        Variant.of(plain)
            .lasting(Duration.ZERO, Duration.ofSeconds(60))
            .cdns(cdns)
            .clientele(clientele(0))
            .scenario();
    List<Frame> frames = new ArrayList<>();
    Rehearsal.run(narrow, swap(10), 1, frames::add);
    // many come within a minute, of whom 152 a second are let in; then nobody comes
    assertThat(Frame.sum(frames.get(12).byMove())).isGreaterThan(0);
    assertThat(Frame.sum(frames.get(16).byMove())).isGreaterThan(0);
  }

  /** Everybody to cdn-a at second 10, and to the configured weights from the next on. */
  private static Steering.Factory swap(long at) {
    return new Steering.Factory() {
      @Override
      public String name() {
        return "swap";
      }

      @Override
      public Steering make(Scenario scenario, dev.tidegate.model.Setup setup, long seed) {
        Plan usual = Plan.ofWeights(scenario);
        double[][][] shares = new double[usual.shares().length][usual.shares()[0].length][];
        for (double[][] region : shares) {
          Arrays.fill(region, new double[] {1, 0, 0, 0});
        }
        Plan all = Plan.of(shares, scenario);
        return seen -> seen.second() == at ? all : usual;
      }
    };
  }

  @Test
  void aRegionalCutIsFeltThereOnly() {
    Scenario cut =
        Finals.of("cut", Finals.from100To700(new Incident.CapacityCut(0.4), A.inRegion("r1")));
    Frame last = still(cut).getLast();

    assertThat(last.byLoad()[1][0][0]).isGreaterThan(100);
    assertThat(last.byLoad()[0][0][0]).isZero();
  }

  @Test
  void aSharedOriginThatIsTooSmallFailsEverywhere() {
    Scenario plain = Finals.of("origin");
    Scenario narrow =
        Variant.of(plain)
            .incidents(Finals.from100To700(new Incident.OriginCut(0.5), Incident.Reach.ALL))
            .origin(new Origin(0.02, true, 0.02, 0.2, Duration.ofSeconds(45)))
            .scenario();
    List<Frame> frames = still(narrow);

    assertThat(frames.get(200).origin()).isBetween(0.5, 0.6);
    assertThat(Frame.sum(frames.get(200).byLoad())).isZero();
    assertThat(frames.getLast().origin()).isGreaterThan(1);
    assertThat(frames.getLast().byLoad()[3][2][3]).isGreaterThan(1);
  }

  private static Clientele clientele(double failover) {
    Clientele standard = Clientele.STANDARD;
    return new Clientele(
        standard.ways(),
        standard.classes(),
        standard.ttl(),
        standard.incidentTtl(),
        failover,
        standard.penaltyBox(),
        standard.attempts(),
        standard.retries(),
        standard.arrivalFor());
  }
}
