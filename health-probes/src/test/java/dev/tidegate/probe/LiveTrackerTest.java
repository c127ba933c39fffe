package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What a tracker says of CDNs whose playlists move with time; 2 s a segment, looked at each 500 ms.
 */
class LiveTrackerTest {
  private static final Duration TARGET = Duration.ofSeconds(2);
  private static final URI SEGMENT = URI.create("http://a.example/s");
  private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

  private final LiveTracker tracker = new LiveTracker();

  private LiveTracker.Judgement see(String cdn, long sequence, double seconds) {
    return see(cdn, sequence, Optional.empty(), seconds);
  }

  private LiveTracker.Judgement see(
      String cdn, long sequence, Optional<Instant> time, double seconds) {
    LiveView.Segment newest = new LiveView.Segment(sequence, time, SEGMENT);
    LiveView view = new LiveView(List.of(newest), 6, TARGET, false);
    return tracker.observe(cdn, view, newest, Math.round(seconds * 1e9));
  }

  private static long at(double seconds) {
    return (long) Math.floor(seconds / 2);
  }

  @Test
  void aFrozenPlaylistIsStaleBetweenTwoAndAHalfAndThreeTargetsAfterItsLastSegment() {
    for (long seed = 0; seed < 300; seed++) {
      LiveTracker fresh = new LiveTracker();
      SplittableRandom random = new SplittableRandom(seed);
      double freeze = 20 + random.nextDouble(4);
      double stale = firstStale(fresh, random, freeze, true);
      double lastSegment = 2 * at(freeze);
      assertThat(stale - lastSegment).as("seed " + seed).isGreaterThanOrEqualTo(5);
      assertThat(stale - freeze).as("seed " + seed).isLessThanOrEqualTo(6);
    }
  }

  /** The second at which cdn a is first called stale while b goes on, or both stop. */
  private static double firstStale(
      LiveTracker tracker, SplittableRandom random, double freeze, boolean otherGoesOn) {
    double next = random.nextDouble(0.5);
    while (next < 60) {
      double shown = Math.min(next, freeze);
      LiveView.Segment other =
          new LiveView.Segment(at(otherGoesOn ? next : shown), Optional.empty(), SEGMENT);
      tracker.observe(
          "b", new LiveView(List.of(other), 6, TARGET, false), other, Math.round(next * 1e9));
      LiveView.Segment own = new LiveView.Segment(at(shown), Optional.empty(), SEGMENT);
      LiveTracker.Judgement judged =
          tracker.observe(
              "a", new LiveView(List.of(own), 6, TARGET, false), own, Math.round(next * 1e9));
      if (judged.stale()) {
        assertThat(judged.edge().othersAdvance()).isEqualTo(otherGoesOn);
        return next;
      }
      // As the probe's loop does: the next turn, or the moment of staleness if that is sooner.
      double turn = 0.5 * (0.9 + random.nextDouble(0.2));
      next += Math.min(turn, Math.max(1e-3, judged.staleIn().toNanos() / 1e9));
    }
    return next;
  }

  @Test
  void whenTheOriginStopsNoCdnStandsAlone() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      assertThat(firstStale(new LiveTracker(), random, 20 + random.nextDouble(4), false))
          .as("seed " + seed)
          .isLessThan(30);
    }
  }

  @Test
  void wellPlaylistsAreNeverStale() {
    for (double t = 0; t < 600; t += 0.5) {
      assertThat(see("a", at(t), t).stale()).isFalse();
      assertThat(see("b", at(t + 0.7) - 1, t + 0.1).stale()).as("one behind").isFalse();
    }
  }

  @Test
  void moreThanTwoSegmentsBehindIsStaleAlthoughItAdvances() {
    for (double t = 20; t < 40; t += 0.5) {
      assertThat(see("a", at(t), t).stale()).isFalse();
      assertThat(see("b", at(t) - 2, t).stale()).isFalse();
    }
    LiveTracker.Judgement behind = lagging(4);
    assertThat(behind.edge().lag()).isEqualTo(4);
    assertThat(behind.stale()).isTrue();
    assertThat(behind.edge().othersAdvance()).isFalse();
  }

  private LiveTracker.Judgement lagging(int segments) {
    LiveTracker.Judgement judged = see("b", at(40) - segments + 1, 40);
    for (double t = 40; t < 50; t += 0.5) {
      see("a", at(t), t);
      judged = see("b", at(t) - segments, t);
    }
    return judged;
  }

  @Test
  void anotherNumberingIsNoLag() {
    for (double t = 0; t < 300; t += 0.5) {
      assertThat(see("a", at(t) + 5000, t).stale()).isFalse();
      LiveTracker.Judgement other = see("b", at(t), t);
      assertThat(other.stale()).isFalse();
      assertThat(other.edge().lag()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aSmallDifferenceOfNumberingIsForgivenAfterAMinute() {
    double last = 0;
    for (double t = 0; t < 300; t += 0.5) {
      see("a", at(t) + 5, t);
      if (see("b", at(t), t).stale()) {
        last = t;
      }
    }
    assertThat(last).isBetween(50.0, 70.0);
  }

  @Test
  void aForgivenLagIsFeltAgainWhenItGrows() {
    for (double t = 0; t < 100; t += 0.5) {
      see("a", at(t) + 5, t);
      see("b", at(t), t);
    }
    assertThat(see("b", at(100), 100).stale()).isFalse();
    see("a", at(100) + 9, 100.2);
    assertThat(see("b", at(100), 100.4).edge().lag()).isEqualTo(4);
  }

  @Test
  void aPackagerThatBeginsAnewIsNeitherLaggingNorStale() {
    for (double t = 0; t < 200; t += 0.5) {
      see("a", at(t) + 7000, t);
      long sequence = t < 100 ? at(t) + 7000 : at(t) - 50;
      assertThat(see("b", sequence, t).stale()).as("at " + t).isFalse();
    }
  }

  @Test
  void aFrozenPlaylistFallsBehindForAsLongAsItIsFrozen() {
    LiveTracker.Judgement judged = see("b", 100, 0);
    for (double t = 0; t < 600; t += 0.5) {
      see("a", at(t) + 100, t);
      judged = see("b", 100, t);
    }
    assertThat(judged.stale()).isTrue();
    assertThat(judged.edge().lag()).isEqualTo(299);
    assertThat(judged.edge().othersAdvance()).isTrue();
    assertThat(judged.edge().stoodStill()).isGreaterThan(Duration.ofSeconds(599));
  }

  @Test
  void aCdnThatAlternatesBetweenAFrozenAndALiveEdgeDoesNotAdvanceByJumping() {
    boolean stale = false;
    for (double t = 0; t < 60; t += 0.5) {
      see("a", at(t) + 5000, t);
      boolean frozenEdge = Math.round(t * 2) % 2 == 0;
      stale |= see("b", frozenEdge ? 100 : at(t) + 5000, t).stale();
    }
    assertThat(stale).isTrue();
  }

  @Test
  void programmeTimeSettlesWhatNumbersCannot() {
    LiveTracker.Judgement judged = see("b", 3, 0);
    for (double t = 0; t < 200; t += 0.5) {
      see("a", at(t) + 9000, Optional.of(BEGIN.plusSeconds(2 * at(t))), t);
      judged = see("b", at(t), Optional.of(BEGIN.plusSeconds(2 * at(t) - 8)), t);
    }
    assertThat(judged.edge().lag()).isEqualTo(4);
    assertThat(judged.stale()).isTrue();
  }

  @Test
  void aStreamThatEndedMayStand() {
    LiveView.Segment last = new LiveView.Segment(9, Optional.empty(), SEGMENT);
    LiveView ended = new LiveView(List.of(last), 6, TARGET, true);
    tracker.observe("a", ended, last, 0);
    assertThat(tracker.observe("a", ended, last, 60_000_000_000L).stale()).isFalse();
  }
}
