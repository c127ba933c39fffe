package dev.tidegate.rehearsal.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tidegate.health.Verdict;
import dev.tidegate.rehearsal.baseline.Baselines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine in the closed loop, and the loop itself. */
class RehearsalTest {
  private static final Incident.Reach A = Incident.Reach.of("cdn-a");

  private static List<Frame> frames(Scenario scenario, Steering.Factory steering) {
    List<Frame> frames = new ArrayList<>();
    Rehearsal.run(Finals.brief(scenario), steering, 7, frames::add);
    return frames;
  }

  /** The part of all viewers that is sent to a CDN. */
  private static double share(Frame frame, int cdn) {
    double there = 0;
    double all = 0;
    for (int r = 0; r < frame.demand().length; r++) {
      for (int n = 0; n < frame.demand()[r].length; n++) {
        there += frame.demand()[r][n] * frame.published()[r][n][cdn];
        all += frame.demand()[r][n];
      }
    }
    return there / all;
  }

  private static double moved(List<Frame> frames) {
    return frames.stream().mapToDouble(Frame::moved).sum();
  }

  @Test
  void sameSeedSameBytes() {
    Scenario scenario =
        Finals.brief(Finals.of("hard", Finals.from100To700(new Incident.Failures(1), A)));
    Run one = Rehearsal.run(scenario, EngineSteering.FACTORY, 3, frame -> {});
    Run two = Rehearsal.run(scenario, EngineSteering.FACTORY, 3, frame -> {});
    Run other = Rehearsal.run(scenario, Finals.STATIC, 4, frame -> {});

    assertThat(two.digest()).isEqualTo(one.digest());
    assertThat(two.badSeconds()).isEqualTo(one.badSeconds());
    assertThat(other.digest()).isNotEqualTo(one.digest());
  }

  @Test
  void policiesMeetTheSameLuck() {
    List<Frame> still = frames(Finals.of("clean"), Finals.STATIC);
    List<Frame> steered = frames(Finals.of("clean"), EngineSteering.FACTORY);

    for (int i = 0; i < still.size(); i++) {
      assertThat(steered.get(i).truth().base()).isDeepEqualTo(still.get(i).truth().base());
      assertThat(Frame.sum(steered.get(i).bad()))
          .isCloseTo(Frame.sum(still.get(i).bad()), withinPercentage(0.001));
    }
    assertThat(moved(steered)).isZero();
  }

  @Test
  void anOutageIsDrained() {
    List<Frame> frames =
        frames(
            Finals.of("hard", Finals.from100To700(new Incident.Failures(1), A)),
            EngineSteering.FACTORY);

    Frame before = frames.get(150 + 99);
    Frame soon = frames.get(150 + 125);
    Frame late = frames.getLast();
    assertThat(share(before, 0)).isBetween(0.39, 0.41);
    assertThat(share(soon, 0)).isLessThan(0.02);
    assertThat(Frame.sum(late.bad())).isLessThan(0.05 * Frame.sum(late.viewers()));
    assertThat(frames).allSatisfy(f -> assertThat(f.utilisation()[1]).isLessThanOrEqualTo(0.97));
  }

  @Test
  void nobodyIsCalledWellOnBeaconsOfBeforeTheFault() {
    List<Frame> outage =
        frames(
            Finals.of("hard", Finals.from100To700(new Incident.Failures(1), A)),
            EngineSteering.FACTORY);
    assertThat(outage)
        .allSatisfy(
            frame ->
                assertThat(frame.plan().notes().verdicts().values())
                    .noneMatch(Verdict.Telemetry.class::isInstance));
    List<Frame> probers =
        frames(
            Finals.of("probes", Finals.from100To700(new Incident.ProbesFail(), A)),
            EngineSteering.FACTORY);
    assertThat(probers.get(150 + 160).plan().notes().verdicts().values())
        .allMatch(Verdict.Telemetry.class::isInstance);
  }

  /** Most of those by DNS are heard of anew then: nobody has come for whom there were no room. */
  @Test
  void aDeadCdnGetsNobodyBackWhenBeaconsDo() {
    Scenario outage = Finals.of("silent", Finals.from100To700(new Incident.Failures(1), A));
    List<Frame> frames = frames(Finals.silent(20, 170, outage), EngineSteering.FACTORY);
    assertThat(frames.subList(150 + 150, frames.size()))
        .allSatisfy(frame -> assertThat(share(frame, 0)).isLessThan(0.001));
  }

  @Test
  void aBrownoutThatNoProbeSeesIsDrained() {
    List<Frame> frames =
        frames(
            Finals.of("brownout", Finals.from100To700(new Incident.Brownout(0.05), A)),
            EngineSteering.FACTORY);

    assertThat(share(frames.get(150 + 99), 0)).isBetween(0.39, 0.41);
    assertThat(share(frames.getLast(), 0)).isLessThan(0.10);
  }

  @Test
  void answersOfOthersLiveShortlyWhileTheyMoveViewersToo() {
    Scenario hard = Finals.of("hard", Finals.from100To700(new Incident.Failures(1), A));
    List<Frame> frames = frames(hard, Baselines.named("probe-failover").orElseThrow());
    Frame before = frames.get(150 + 90);
    Frame moving = frames.get(150 + 140);
    assertThat(share(moving, 0)).isLessThan(0.02);
    assertThat(before.plan().ttlSeconds()[0][0]).isEqualTo(20);
    assertThat(moving.plan().ttlSeconds()[0][0]).isEqualTo(5);
    assertThat(frames.getLast().plan().ttlSeconds()[0][0]).isEqualTo(20);
  }

  @Test
  void aNetworkOfPhonesLeavesTheCdnToWhichItsWayIsIll() {
    Incident peering = Finals.from100To700(new Incident.Brownout(0.15), A.inNetwork("n1"));
    List<Frame> frames =
        frames(Finals.withPhones(0.4, 0.9, Finals.of("peering", peering)), EngineSteering.FACTORY);
    double there = 0;
    for (double[][] region : frames.getLast().published()) {
      there += region[1][0] / 4;
    }
    assertThat(there).as("share of cdn-a in n1").isLessThan(0.15);
    assertThat(frames.stream().filter(Frame::scored))
        .allSatisfy(
            frame ->
                assertThat(frame.plan().notes().verdicts().values())
                    .noneMatch(Verdict.Client.class::isInstance));
  }

  @Test
  void whatOneKindOfDeviceSuffersMovesNobody() {
    Incident phones = Finals.from100To700(new Incident.Brownout(1), A.ofClass("phones"));
    List<Frame> frames =
        frames(Finals.withPhones(0.04, 0.06, Finals.of("client", phones)), EngineSteering.FACTORY);
    assertThat(moved(frames)).isZero();
    assertThat(frames.getLast().plan().notes().verdicts().values())
        .allMatch(new Verdict.Client("device:phones")::equals);
  }

  @Test
  void whatIsNoCdnsFaultMovesNobody() {
    Scenario isp =
        Finals.of(
            "isp",
            Finals.from100To700(new Incident.Failures(0.15), Incident.Reach.ALL.inNetwork("n0")));
    Scenario origin =
        Finals.of("origin", Finals.from100To700(new Incident.Failures(0.30), Incident.Reach.ALL));
    Scenario probes = Finals.of("probes", Finals.from100To700(new Incident.ProbesFail(), A));

    assertThat(moved(frames(isp, EngineSteering.FACTORY))).isZero();
    assertThat(moved(frames(origin, EngineSteering.FACTORY))).isZero();
    assertThat(moved(frames(probes, EngineSteering.FACTORY))).isZero();
  }
}
