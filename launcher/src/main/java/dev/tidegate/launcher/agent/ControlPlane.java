package dev.tidegate.launcher.agent;

import dev.tidegate.api.config.AgentConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** The two calls that a vantage makes. Not thread-safe. */
final class ControlPlane implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String base;
  private final String token;
  private Optional<String> tag = Optional.empty();

  ControlPlane(AgentConfig config) {
    String url = config.control().toString();
    this.base = (url.endsWith("/") ? url : url + "/") + "ops/v1/vantages/" + config.id() + "/";
    this.token = config.token();
  }

  /**
   * The plan, if it is another than last time.
   *
   * @throws IOException if there is no answer, or a refusal
   */
  Optional<String> plan() throws IOException, InterruptedException {
    HttpRequest.Builder request = request("plan").GET();
    tag.ifPresent(known -> request.header("If-None-Match", known));
    HttpResponse<String> answer = send(request, 304);
    if (answer.statusCode() == 304) {
      return Optional.empty();
    }
    tag = answer.headers().firstValue("etag");
    return Optional.of(answer.body());
  }

  /**
   * Hands in a batch.
   *
   * @throws IOException if there is no answer, or a refusal
   */
  void results(String batch) throws IOException, InterruptedException {
    send(
        request("results")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(batch)),
        200);
  }

  private HttpRequest.Builder request(String what) {
    return HttpRequest.newBuilder(URI.create(base + what))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, int alsoGood)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200 && answer.statusCode() != alsoGood) {
      throw new IOException(base + " answers " + answer.statusCode());
    }
    return answer;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
