package dev.tidegate.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrackTest {
  private static Track.Look look(int second, double a, double b, Set<String> ill, long bad) {
    return new Track.Look(
        second,
        300,
        new TreeMap<>(Map.of("a", 0.6, "b", 0.4)),
        new TreeMap<>(Map.of("a", a, "b", b)),
        ill,
        bad);
  }

  @Test
  void thePeakIsAMeanOverSecondsOfACdnThatIsWell() {
    Track track = new Track("ours", true);
    for (int second = 0; second < Track.LOAD_SECONDS - 1; second++) {
      track.see(look(second, 2, 0.8, Set.of("a"), second));
      assertThat(track.peakHealthy()).as("too few seconds yet").isZero();
    }
    track.see(look(14, 2, 0.8, Set.of("a"), 60));
    assertThat(track.peakHealthy()).isCloseTo(0.8, within(1e-9));
    track.see(look(15, 2, 2.3, Set.of("a"), 90));
    assertThat(track.peakHealthy()).as("one bunch of requests").isCloseTo(0.9, within(1e-9));
    assertThat(track.stalledMinutes()).isCloseTo(1.5, within(1e-9));
    track.see(look(16, 2, 0.8, Set.of(), 90));
    assertThat(track.peakHealthy()).as("a is well again, and full").isCloseTo(2, within(1e-9));
  }

  @Test
  void thePageGetsAllSeriesOfOneLength() {
    Track track = new Track("theirs", false);
    for (int second = 0; second < 20; second++) {
      track.see(look(second, 0.5, 0.5, Set.of(), 0));
    }
    var json = track.json();
    for (String series :
        new String[] {"/seconds", "/viewers", "/stalled", "/load/a", "/shares/b"}) {
      assertThat(json.at(series).size()).as(series).isEqualTo(20);
    }
    assertThat(json.path("ours").asBoolean(true)).isFalse();
  }
}
