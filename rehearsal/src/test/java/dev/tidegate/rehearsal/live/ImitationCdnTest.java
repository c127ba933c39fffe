package dev.tidegate.rehearsal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.rehearsal.model.CdnPhysics;
import dev.tidegate.rehearsal.model.Fault;
import dev.tidegate.rehearsal.model.FaultBoard;
import dev.tidegate.rehearsal.model.Scope;
import dev.tidegate.rehearsal.model.World;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImitationCdnTest {
  private static final Duration FOR_EVER = Duration.ZERO;

  private final World world =
      new World(
          new TreeMap<>(
              Map.of(
                  "a", new CdnPhysics(1_000, 0, Duration.ofMillis(5)),
                  "b", new CdnPhysics(1_000, 0, Duration.ofMillis(5)))),
          new FaultBoard(),
          2_000);
  private final LiveWorld live = LiveWorld.start(world, InstantSource.system(), 42);
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
    live.close();
  }

  @Test
  void servesAPlaylistThatAdvancesAndItsSegments() throws Exception {
    MediaClient.Playlist playlist = MediaClient.parse(get("a", "/live/final.m3u8").body());
    assertThat(playlist.uris()).hasSize(6);
    assertThat(playlist.newest()).isEqualTo(world.newest(InstantSource.system().instant()));
    HttpResponse<String> segment = get("a", "/live/" + playlist.uris().getLast());
    assertThat(segment.statusCode()).isEqualTo(200);
    assertThat(segment.body()).hasSizeGreaterThan(1_000);
    assertThat(get("a", "/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesAndComesBackOnTheSamePort() throws Exception {
    assertThat(get("a", "/x.m3u8").statusCode()).isEqualTo(200);
    live.inject(new Fault.Refuse(), Scope.of("a"), FOR_EVER);
    assertThatThrownBy(() -> get("a", "/x.m3u8")).isInstanceOf(ConnectException.class);
    assertThat(get("b", "/x.m3u8").statusCode()).isEqualTo(200);
    live.heal();
    assertThat(get("a", "/x.m3u8").statusCode()).isEqualTo(200);
  }

  @Test
  void aBlackHoleAcceptsAndNeverAnswers() {
    live.inject(new Fault.BlackHole(), Scope.of("a"), FOR_EVER);
    assertThatThrownBy(() -> get("a", "/x.m3u8")).isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void aRegionalFaultIsFeltThereOnly() throws Exception {
    live.inject(new Fault.ServerErrors(1), Scope.of("a", "in-west"), FOR_EVER);
    assertThat(get("a", "/x.m3u8?region=in-west").statusCode()).isEqualTo(503);
    assertThat(get("a", "/x.m3u8?region=in-south").statusCode()).isEqualTo(200);
    assertThat(get("a", "/x.m3u8").statusCode()).isEqualTo(200);
  }

  @Test
  void aRegionalRefusalTearsTheConnectionDown() {
    live.inject(new Fault.Refuse(), Scope.of("a", "in-west"), FOR_EVER);
    assertThatThrownBy(() -> get("a", "/x.m3u8?region=in-west")).isInstanceOf(IOException.class);
  }

  @Test
  void aLyingProberSeesErrorsThatViewersDoNot() throws Exception {
    live.inject(new Fault.LyingProber(), Scope.of("a"), FOR_EVER);
    assertThat(get("a", "/x.m3u8").statusCode()).isEqualTo(503);
    assertThat(get("a", "/x.m3u8?region=in-west&network=jio").statusCode()).isEqualTo(200);
  }

  @Test
  void aFrozenPlaylistStandsStillWhileTheOtherAdvances() throws Exception {
    live.inject(new Fault.FrozenPlaylist(), Scope.of("a"), FOR_EVER);
    long frozen = MediaClient.parse(get("a", "/x.m3u8").body()).newest();
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    long other = 0;
    while (other <= frozen && System.nanoTime() < deadline) {
      other = MediaClient.parse(get("b", "/x.m3u8").body()).newest();
    }
    assertThat(other).isGreaterThan(frozen);
    assertThat(MediaClient.parse(get("a", "/x.m3u8").body()).newest()).isEqualTo(frozen);
  }

  @Test
  void faultsEndByThemselves() throws Exception {
    live.inject(new Fault.Refuse(), Scope.of("a"), Duration.ofMillis(200));
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    int status = 0;
    while (status != 200 && System.nanoTime() < deadline) {
      try {
        status = get("a", "/x.m3u8").statusCode();
      } catch (ConnectException _) {
        Thread.onSpinWait();
      }
    }
    assertThat(status).isEqualTo(200);
  }

  private HttpResponse<String> get(String cdn, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create(live.bases().get(cdn) + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofMillis(600)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
