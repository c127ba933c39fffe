package dev.tidegate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.tidegate.api.wiring.Application;
import dev.tidegate.api.wiring.ServeOptions;
import dev.tidegate.launcher.prove.edge.Caches;
import dev.tidegate.launcher.stage.Ports;
import dev.tidegate.shift.Buckets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real players in a real browser follow a switch ordered by an operator, asking us or a plain cache
 * before us, and their viewers see nothing of it; behind a cache they play on when we are dead.
 */
class PlayersTest {
  private static final String TOKEN = "players-test";
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** A viewer, its player, the manifest it plays, and whether it asks the cache for a bucket. */
  private record Viewer(String name, String player, String manifest, boolean cached) {}

  private static final List<Viewer> VIEWERS =
      List.of(
          new Viewer("hlsjs", "hlsjs", "main.m3u8", false),
          new Viewer("dashjs", "dashjs", "main.mpd", false),
          new Viewer("shaka-hls", "shaka", "main.m3u8", false),
          new Viewer("shaka-dash", "shaka", "main.mpd", false),
          new Viewer("hlsjs-cached", "hlsjs", "main.m3u8", true),
          new Viewer("dashjs-cached", "dashjs", "main.mpd", true),
          new Viewer("shaka-hls-cached", "shaka", "main.m3u8", true));

  @TempDir Path dir;

  @Test
  void playersFollowAnOperatorsSwitchWithoutAStall() throws Exception {
    Path players = InstalledPlayers.into(dir.resolve("players"));
    try (PlayerStage stage = new PlayerStage(players);
        Application tidegate = serve(stage);
        Caches caches =
            new Caches(Files.createDirectory(dir.resolve("nginx")), 1, tidegate.publicPort());
        Playwright playwright = Playwright.create(InstalledPlayers.noDownload());
        Browser browser = playwright.chromium().launch(InstalledPlayers.chromium())) {
      int cache = caches.ports().getFirst();
      stage.steerBy((form, viewer) -> steering(form, viewer, tidegate.publicPort(), cache));
      String first = order(tidegate, "pin", "cdn-a");
      await(() -> ranking(tidegate).contains("\"weight\":10000"), "everyone is pinned to cdn-a");
      Map<Viewer, Page> pages = new LinkedHashMap<>();
      for (Viewer viewer : VIEWERS) {
        Page page = browser.newPage();
        page.navigate(stage.page(viewer.player(), viewer.manifest(), viewer.name()));
        pages.put(viewer, page);
      }
      pages.forEach((viewer, page) -> await(() -> position(page) > 3, page, viewer + " plays"));
      VIEWERS.forEach(
          v -> assertThat(cdns(stage, v)).as("before the switch: " + v).containsOnly("cdn-a"));

      end(tidegate, first);
      order(tidegate, "pin", "cdn-c");
      pages.forEach(
          (viewer, page) ->
              await(() -> cdns(stage, viewer).contains("cdn-c"), page, viewer + " moves to cdn-c"));
      Map<Viewer, Double> atSwitch = new LinkedHashMap<>();
      pages.forEach((viewer, page) -> atSwitch.put(viewer, position(page)));
      pages.forEach(
          (viewer, page) ->
              await(
                  () -> position(page) > atSwitch.getOrDefault(viewer, 0.0) + 10,
                  page,
                  viewer + " plays on for 10 s"));
      pages.forEach(
          (viewer, page) -> {
            assertThat(number(page, "stalledMs")).as("stalled ms of " + viewer).isZero();
            assertThat(page.evaluate("report.errors.join()"))
                .as("errors of " + viewer)
                .isEqualTo("");
            assertThat(cdns(stage, viewer).getLast())
                .as("last CDN of " + viewer)
                .isEqualTo("cdn-c");
          });

      end(tidegate);
      pages.keySet().removeIf(viewer -> !viewer.cached());
      pages.forEach(
          (viewer, page) -> {
            double atDeath = position(page);
            await(() -> position(page) > atDeath + 6, page, viewer + " plays on without an origin");
            assertThat(number(page, "stalledMs")).as("stalled ms of " + viewer).isZero();
            assertThat(cdns(stage, viewer).getLast()).as("CDN of " + viewer).isEqualTo("cdn-c");
          });
    }
  }

  private static void end(Application origin) {
    origin.close();
  }

  /** Behind a plain cache a viewer asks for its bucket, which is the same object for many. */
  private static String steering(String form, String viewer, int node, int cache) {
    boolean cached = VIEWERS.stream().anyMatch(v -> v.name().equals(viewer) && v.cached());
    return cached
        ? "http://127.0.0.1:%d/v1/edge/live/default/%d/%s"
            .formatted(cache, Buckets.of(viewer), form)
        : "http://127.0.0.1:%d/v1/%s/live?session=%s".formatted(node, form, viewer);
  }

  private Application serve(PlayerStage stage) throws Exception {
    StringBuilder cdns = new StringBuilder();
    for (String cdn : PlayerStage.CDNS) {
      cdns.append("      %s: {base-url: \"%s\", weight: 1}\n".formatted(cdn, stage.cdnUrl(cdn)));
    }
    String yaml =
        """
        server: {public: {host: 127.0.0.1, port: %d}, operator: {host: 127.0.0.1, port: 0}}
        store: {kind: embedded, path: ./data}
        security: {tokens: [{name: test, role: admin, sha256: "%s"}]}
        services:
          live:
            ttl: 2s
            incident-ttl: 2s
            cdns:
        """
            .formatted(Ports.free(), InstalledPlayers.sha256(TOKEN));
    byte[] text = (yaml + cdns).getBytes(StandardCharsets.UTF_8);
    return Application.run(ServeOptions.within(dir, text));
  }

  private static String ranking(Application tidegate) {
    return call("GET", "http://127.0.0.1:" + tidegate.publicPort() + "/v1/rank/live?session=x", "");
  }

  private static String order(Application tidegate, String action, String cdn) {
    String body =
        call(
            "POST",
            operator(tidegate) + "/ops/v1/overrides",
            """
            {"service":"live","region":"*","cdn":"%s","action":"%s","expires":"10m","reason":"test"}"""
                .formatted(cdn, action));
    return group("\"id\":\"([^\"]+)\"", body);
  }

  private static void end(Application tidegate, String id) {
    call("DELETE", operator(tidegate) + "/ops/v1/overrides/" + id + "?reason=test", "");
  }

  private static String operator(Application tidegate) {
    return "http://127.0.0.1:" + tidegate.operatorPort();
  }

  private static String call(String method, String url, String body) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(Duration.ofSeconds(5))
              .header("Authorization", "Bearer " + TOKEN)
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode())
          .as(method + " " + url + ": " + answer.body())
          .isBetween(200, 299);
      return answer.body();
    } catch (IOException e) {
      throw new AssertionError(method + " " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String group(String pattern, String text) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    assertThat(m.find()).as(pattern + " in " + text).isTrue();
    return m.group(1);
  }

  private static List<String> cdns(PlayerStage stage, Viewer viewer) {
    return stage.fetches(viewer.name()).stream().map(PlayerStage.Fetch::cdn).toList();
  }

  private static double position(Page page) {
    return number(page, "position");
  }

  private static double number(Page page, String field) {
    return ((Number) page.evaluate("report." + field)).doubleValue();
  }

  /** Waits until {@code holds}, looking every 100 ms, for at most {@link #PATIENCE}. */
  private static void await(BooleanSupplier holds, Page page, String what) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as(() -> what + "; the page reports " + page.evaluate("JSON.stringify(report)"))
          .isLessThan(until);
      page.waitForTimeout(100);
    }
  }

  private static void await(BooleanSupplier holds, String what) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(until);
      Thread.sleep(100);
    }
  }
}
