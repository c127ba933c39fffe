package dev.tidegate.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.rehearsal.baseline.Baselines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two worlds too short for their fault: everything starts, stands side by side, and ends. */
class VersusTest {
  private static final Pattern PAGE = Pattern.compile("side by side\\s+(http://\\S+)");
  private static final long PATIENCE_MILLIS = 60_000;
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void twoWorldsStandOnOnePageAndAreSummedUp(@TempDir Path directory) throws Exception {
    StringWriter told = new StringWriter();
    Path report = directory.resolve("report.json");
    Baselines.Named rival = Baselines.named("probe-failover").orElseThrow();
    Versus versus = new Versus(rival, Duration.ofSeconds(16), 42, new PrintWriter(told, true));
    CompletableFuture<Void> run =
        CompletableFuture.runAsync(
            () -> {
              try {
                versus.run(Optional.of(report));
              } catch (Exception failure) {
                throw new IllegalStateException(failure);
              }
            });

    try (HttpClient http = HttpClient.newHttpClient()) {
      URI page = page(told, run);
      assertThat(get(http, page)).contains("versus.js");
      assertThat(get(http, page.resolve("/uplot.js"))).contains("uPlot");
      JsonNode figures = JSON.readTree(get(http, page.resolve("/figures")));
      assertThat(figures.path("sides").size()).isEqualTo(2);
    }
    run.get();

    assertThat(told.toString())
        .contains("Summary: a 5 % brownout of cdn-a on a rising audience")
        .contains("not reached in 16 s: the fault, which begins at the 40th second");
    JsonNode figures = JSON.readTree(Files.readString(report));
    assertThat(figures.path("versus").asString("")).isEqualTo("probe-failover");
    assertThat(figures.path("faulty").asBoolean(true)).isFalse();
    for (int side = 0; side < 2; side++) {
      JsonNode it = figures.path("sides").path(side);
      assertThat(it.path("ours").asBoolean(false)).isEqualTo(side == 0);
      assertThat(it.path("peakHealthy").asDouble(0)).as("%s", told).isGreaterThan(0.1);
    }
  }

  private static URI page(StringWriter told, CompletableFuture<Void> run) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (System.nanoTime() < deadline && !run.isDone()) {
      Matcher found = PAGE.matcher(told.toString());
      if (found.find()) {
        return URI.create(found.group(1));
      }
      Thread.sleep(50);
    }
    run.getNow(null);
    throw new AssertionError("no page was told of: " + told);
  }

  private static String get(HttpClient http, URI uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s", uri).isEqualTo(200);
    return answer.body();
  }
}
