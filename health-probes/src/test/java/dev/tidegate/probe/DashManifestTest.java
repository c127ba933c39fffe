package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashManifestTest {
  private static final URI FROM = URI.create("https://a.example.com/live/m.mpd");
  private static final Instant NOW = Instant.parse("2026-11-22T10:01:41Z");

  private static String mpd(String inside) {
    return "<MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type='dynamic'"
        + " availabilityStartTime='2026-11-22T10:00:00'>"
        + "<Period id='1' start='PT0S'><AdaptationSet>"
        + inside
        + "</AdaptationSet></Period></MPD>";
  }

  @Test
  void aNumberedTemplateCountsFromItsAvailability() throws Exception {
    LiveView view =
        DashManifest.read(
            FROM,
            mpd(
                "<SegmentTemplate timescale='1000' duration='2000' startNumber='5'"
                    + " media='$RepresentationID$/$Number%05d$-$Bandwidth$$$.m4s'/>"
                    + "<Representation id='v1' bandwidth='900'/>"),
            NOW);
    // 101 s on: 50 whole segments, the last of them number 54.
    assertThat(view.target()).isEqualTo(Duration.ofSeconds(2));
    assertThat(view.newest())
        .extracting(LiveView.Segment::sequence)
        .containsExactly(54L, 53L, 52L, 51L);
    assertThat(view.newest().getFirst().uri())
        .hasToString("https://a.example.com/live/v1/00054-900$.m4s");
    assertThat(view.newest().getFirst().time()).contains(Instant.parse("2026-11-22T10:01:38Z"));
  }

  @Test
  void aTimelineEndsWhereItsRepeatsEnd() throws Exception {
    LiveView view =
        DashManifest.read(
            FROM,
            mpd(
                "<SegmentTemplate timescale='1000' media='t$Time$.m4s'><SegmentTimeline>"
                    + "<S t='4000' d='2000' r='2'/><S d='1500'/></SegmentTimeline></SegmentTemplate>"
                    + "<Representation id='v1'><BaseURL>sub/</BaseURL></Representation>"),
            NOW);
    assertThat(view.segments()).isEqualTo(4);
    assertThat(view.newest()).hasSize(1);
    assertThat(view.newest().getFirst().uri())
        .hasToString("https://a.example.com/live/sub/t10000.m4s");
    assertThat(view.newest().getFirst().time()).contains(Instant.parse("2026-11-22T10:00:10Z"));
    assertThat(view.target()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void anOpenRepeatRunsToThePresent() throws Exception {
    LiveView view =
        DashManifest.read(
            FROM,
            mpd(
                "<Representation id='v1'><SegmentTemplate timescale='10' startNumber='1'"
                    + " media='$Number$.m4s'><SegmentTimeline><S t='0' d='20' r='-1'/>"
                    + "</SegmentTimeline></SegmentTemplate></Representation>"),
            NOW);
    assertThat(view.newest().getFirst().sequence()).isEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<MPD",
        "<html/>",
        "<MPD xmlns='x'/>",
        "<!DOCTYPE MPD [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><MPD>&x;</MPD>",
        "<!DOCTYPE MPD SYSTEM 'http://127.0.0.1:1/x.dtd'><MPD/>",
      })
  void whatIsNoManifestIsRefused(String text) {
    assertThatThrownBy(() -> DashManifest.read(FROM, text, NOW)).isInstanceOf(ProbeFailed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<SegmentTemplate media='a$Number$'/><Representation/>",
        "<SegmentTemplate media='a$Number$' duration='0'/><Representation/>",
        "<SegmentTemplate media='a$Number$' duration='1' timescale='0'/><Representation/>",
        "<SegmentTemplate media='a$Number$' duration='1' timescale='9223372036854775807'/><Representation/>",
        "<SegmentTemplate media='a'><SegmentTimeline/></SegmentTemplate><Representation/>",
        "<SegmentTemplate media='a'><SegmentTimeline><S d='9223372036854775807' r='9223372036854775807'/></SegmentTimeline></SegmentTemplate><Representation/>",
        "<SegmentTemplate media='a'><SegmentTimeline><S d='-1'/></SegmentTimeline></SegmentTemplate><Representation/>",
        "<BaseURL>file:///etc/</BaseURL><SegmentTemplate media='a$Number$' duration='1'/><Representation/>",
      })
  void aManifestWithoutAnEdgeIsRefused(String inside) {
    assertThatThrownBy(() -> DashManifest.read(FROM, mpd(inside), NOW))
        .isInstanceOf(ProbeFailed.class);
  }
}
