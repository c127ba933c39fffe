package dev.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.Reason;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import dev.tidegate.telemetry.Witness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Single kinds of evidence, one at a time. */
class EvidenceTest {
  private static World calm(long seed) {
    World world = new World(seed, 2, 1);
    world.expecting = true;
    world.run(60);
    return world;
  }

  private static LiveEdge edge(double stood, int lag, boolean advance) {
    return new LiveEdge(
        100, Duration.ofSeconds(4), Duration.ofMillis((long) (stood * 1000)), lag, advance);
  }

  private static boolean silent(World world) {
    GroupHealth group = world.assessment.groups().get(Group.of("live", "r0"));
    return group != null && group.silent();
  }

  @Test
  void playlistStandingStillIsLeftOnOneObservation() {
    World world = calm(1);
    world.prober = (c, t) -> c.equals("a") ? Outcome.STALE : Outcome.OK;
    world.edges = (c, t) -> Optional.of(c.equals("a") ? edge(10, 3, true) : edge(1, 0, true));
    world.tick();
    assertThat(world.latched("r0", "a")).isTrue();
    assertThat(world.health("r0", "a").damage()).hasValue(1);
    assertThat(world.health("r0", "a").reason()).containsInstanceOf(Reason.Stale.class);
    assertThat(world.latched("r0", "b")).isFalse();
  }

  @Test
  void playlistThatLagsIsMilder() {
    World world = calm(2);
    world.prober = (c, t) -> c.equals("a") ? Outcome.STALE : Outcome.OK;
    world.edges = (c, t) -> Optional.of(edge(1, c.equals("a") ? 3 : 0, true));
    world.run(65);
    assertThat(world.latched("r0", "a")).isTrue();
    assertThat(world.health("r0", "a").damage().orElseThrow()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void allPlaylistsStandingStillIsTheOrigin() {
    World world = calm(3);
    world.prober = (c, t) -> Outcome.STALE;
    world.edges = (c, t) -> Optional.of(edge(10, 0, false));
    world.run(70);
    assertThat(world.anyLatch()).isFalse();
    assertThat(world.verdict("r0")).isEqualTo(new Verdict.Origin());
  }

  /** One request in five is a television's; on CDN a, only theirs fail. */
  private static List<ClientDigest> televisionsFail(CellDigest digest) {
    Counts all = digest.residents();
    boolean ill = digest.cell().cdn().equals("a");
    long requests = all.get(Count.REQUESTS);
    long errors = all.get(Count.ERRORS);
    return List.of(
        new ClientDigest(digest.cell(), "device:tv", of(requests / 5, ill ? errors : errors / 5)),
        new ClientDigest(
            digest.cell(), "device:phone", of(requests * 4 / 5, ill ? 0 : errors * 4 / 5)));
  }

  private static Counts of(long requests, long errors) {
    return new Counts()
        .add(Count.REQUESTS, requests)
        .add(Count.ERRORS, errors)
        .add(Count.REQUESTS_SQ, requests);
  }

  @Test
  void whatOneClassSuffersIsNotLaidToTheCdnUnlessItsProbesFailToo() {
    for (boolean probesFail : new boolean[] {false, true}) {
      World world = calm(4);
      world.classes = EvidenceTest::televisionsFail;
      world.faults = (r, n, c, t) -> c.equals("a") && t > 60 ? 0.15 : 0.004;
      world.prober = (c, t) -> probesFail && c.equals("a") && t > 60 ? Outcome.STATUS : Outcome.OK;
      world.run(130);
      assertThat(world.latched("r0", "a")).isEqualTo(probesFail);
      if (!probesFail) {
        assertThat(world.verdict("r0")).isEqualTo(new Verdict.Client("device:tv"));
      }
    }
  }

  @Test
  void silenceOfAllHoldsAndEnds() {
    World world = calm(4);
    world.beacons = false;
    world.run(75);
    assertThat(silent(world)).isFalse();
    world.run(90);
    assertThat(silent(world)).isTrue();
    assertThat(world.anyLatch()).isFalse();
    assertThat(world.verdict("r0")).isInstanceOf(Verdict.Telemetry.class);
    world.beacons = true;
    world.tick();
    assertThat(silent(world)).isTrue();
    world.run(95);
    assertThat(silent(world)).isFalse();
  }

  @Test
  void silenceIsNotForgottenWhenSomethingIsConfigured() {
    World world = calm(4);
    world.beacons = false;
    world.run(90);
    assertThat(silent(world)).isTrue();
    world.reconfigure(6);
    world.tick();
    assertThat(silent(world)).isTrue();
    world.reconfigure(7);
    world.tick();
    assertThat(silent(world)).isTrue();
  }

  @Test
  void viewersLeavingIsNotSilence() {
    World world = calm(5);
    world.beacons = false;
    world.polls = false;
    world.expecting = false;
    world.run(120);
    assertThat(silent(world)).isFalse();
    assertThat(world.anyLatch()).isFalse();
  }

  @Test
  void poissonTail() {
    assertThat(Silence.atMost(0, 2)).isCloseTo(Math.exp(-2), within(1e-12));
    assertThat(Silence.atMost(3, 2)).isCloseTo(0.857123460498547, within(1e-9));
  }

  @Test
  void arrivalsThatFareWorseAreToldAndDoNotLatch() {
    World world = calm(6);
    world.arriving = (r, n, c, t) -> c.equals("b") ? 20 : 0;
    world.arrivalsFailing = 0.004;
    world.run(80);
    assertThat(world.health("r0", "b").arrivalsWorse()).isFalse();
    world.arrivalsFailing = 0.5;
    world.run(100);
    assertThat(world.health("r0", "b").arrivalsWorse()).isTrue();
    assertThat(world.health("r0", "b").reason()).containsInstanceOf(Reason.ArrivalsWorse.class);
    assertThat(world.anyLatch()).isFalse();
    assertThat(world.health("r0", "c").arrivalsWorse()).isFalse();
    // For this very reason nobody is moved there any more: that makes it no better.
    world.arriving = (r, n, c, t) -> 0;
    world.run(600);
    assertThat(world.health("r0", "b").arrivalsWorse()).isTrue();
  }

  @Test
  void aSecondSourceIsFoundInThePrefixes() {
    World world = new World(7, 1, 1);
    world.run(60);
    world.faults = (r, n, c, t) -> c.equals("a") ? 0.1 : 0.004;
    Cell cell = Cell.of("live", "r0", "n0", "a");
    world.witnesses.put(cell, new Witness(400, 400, 3, 40, true));
    world.run(80);
    assertThat(world.latched("r0", "a")).isTrue();
    assertThat(world.health("r0", "a").corroborated()).isFalse();
    world.witnesses.put(cell, new Witness(25, 400, 3, 4, true));
    world.tick();
    assertThat(world.health("r0", "a").corroborated()).isFalse();
    world.witnesses.put(cell, new Witness(25, 400, 3, 4, false));
    world.tick();
    assertThat(world.health("r0", "a").corroborated()).isTrue();
  }

  @Test
  void prefixesAgreeByTwoThirds() {
    World world = new World(8, 1, 1);
    world.run(60);
    world.faults = (r, n, c, t) -> c.equals("a") ? 0.1 : 0.004;
    world.witnesses.put(Cell.of("live", "r0", "n0", "a"), new Witness(0, 9, 27, 40, true));
    world.run(80);
    assertThat(world.health("r0", "a").corroborated()).isTrue();
  }

  @Test
  void theLastOneIsJudgedAgainstItsOwnPast() {
    World world = calm(9);
    world.faults = (r, n, c, t) -> c.equals("c") ? 0.004 : 0.3;
    world.run(90);
    assertThat(world.latched("r0", "a") && world.latched("r0", "b")).isTrue();
    assertThat(world.latched("r0", "c")).isFalse();
    world.faults = (r, n, c, t) -> 0.3;
    world.run(130);
    assertThat(world.latched("r0", "c")).isTrue();
  }

  /** One drain, and out: the good minute is not long enough. */
  @Test
  void whoIsWellEveryOtherMinuteIsLatchedOnce() {
    assertThat(latches(60)).isEqualTo(1);
  }

  /** The first good spell lets it in, the same again does not. */
  @Test
  void dwellDoublesWithFlaps() {
    assertThat(latches(120)).isEqualTo(2);
  }

  /**
   * How often a CDN is latched that is bad for a minute and then well, in turns, for 15 minutes.
   */
  private static int latches(double well) {
    World world = new World(10, 1, 1);
    world.run(120);
    world.faults = (r, n, c, t) -> c.equals("a") && (t - 120) % (60 + well) < 60 ? 0.6 : 0.004;
    int latches = 0;
    boolean was = false;
    for (int i = 0; i < 900; i++) {
      world.tick();
      boolean is = world.latched("r0", "a");
      latches += is && !was ? 1 : 0;
      was = is;
    }
    assertThat(world.latched("r0", "b") || world.latched("r0", "c")).isFalse();
    return latches;
  }
}
