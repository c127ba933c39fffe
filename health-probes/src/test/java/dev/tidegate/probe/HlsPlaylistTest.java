package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HlsPlaylistTest {
  private static final URI FROM = URI.create("https://a.example.com/live/main.m3u8?x=1");

  @Test
  void theEdgeOfAMediaPlaylist() throws Exception {
    LiveView view =
        HlsPlaylist.media(
            FROM,
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:4
            #EXT-X-MEDIA-SEQUENCE:100
            #EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00.500+0100
            #EXTINF:4.000,
            s100.ts
            #EXTINF:3.5,title, with comma
            s101.ts

            #EXTINF:4,
            ../x/s102.ts?t=1
            """);
    assertThat(view.target()).isEqualTo(Duration.ofSeconds(4));
    assertThat(view.segments()).isEqualTo(3);
    assertThat(view.ended()).isFalse();
    LiveView.Segment newest = view.newest().getFirst();
    assertThat(newest.sequence()).isEqualTo(102);
    assertThat(newest.uri()).hasToString("https://a.example.com/x/s102.ts?t=1");
    assertThat(newest.time()).contains(Instant.parse("2026-11-22T09:00:08Z"));
  }

  @Test
  void theFirstVariantOfAMultivariantPlaylist() throws Exception {
    String text =
        """
        \uFEFF#EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",URI="audio.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=800000
        #EXT-X-SOMETHING
        low/index.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=2400000
        high/index.m3u8
        """;
    assertThat(HlsPlaylist.firstVariant(FROM, text))
        .contains(URI.create("https://a.example.com/live/low/index.m3u8"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "",
        "#EXTM3U",
        "#EXTM3U\n#EXT-X-TARGETDURATION:x\n#EXTINF:1,\na.ts",
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:NaN,\na.ts",
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:99999999999999999999\n#EXTINF:1,\na",
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-PROGRAM-DATE-TIME:yesterday\n#EXTINF:1,\na.ts",
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:1,\nfile:///etc/passwd",
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:1,\nhttp://bad host/",
      })
  void whatIsNoPlaylistIsRefused(String text) {
    assertThatThrownBy(() -> HlsPlaylist.media(FROM, text)).isInstanceOf(ProbeFailed.class);
  }

  @Test
  void mutilatedPlaylistsAreReadOrRefusedNothingElse() throws Exception {
    String good =
        """
        #EXTM3U
        #EXT-X-TARGETDURATION:4
        #EXT-X-MEDIA-SEQUENCE:7
        #EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00Z
        #EXTINF:4,
        a.ts
        #EXTINF:4,
        b.ts
        """;
    int read = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder bad = new StringBuilder(good);
      for (int i = 0; i < 3; i++) {
        bad.setCharAt(random.nextInt(bad.length()), (char) random.nextInt(32, 128));
      }
      try {
        HlsPlaylist.firstVariant(FROM, bad.toString());
        HlsPlaylist.media(FROM, bad.toString());
        read++;
      } catch (ProbeFailed e) {
        assertThat(e.detail()).as("seed " + seed).isNotBlank();
      }
    }
    assertThat(read).isBetween(1, 19_999);
  }
}
