package dev.tidegate.rehearsal.live;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The operator plane as someone with a token sees it. Calls block. */
public final class OperatorClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int PAGE = 500;

  /** An answer: its status and, where it has one, its JSON body. */
  public record Reply(int status, JsonNode body) {}

  private final URI base;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /**
   * @param base of the operator plane, without a trailing slash
   */
  public OperatorClient(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /** {@code GET /ops/v1/state}. */
  public JsonNode state() throws IOException, InterruptedException {
    return get("/ops/v1/state").body();
  }

  /** The newest decisions at or after {@code sinceMillis}, oldest first; at most a page of them. */
  public List<JsonNode> decisionsSince(long sinceMillis) throws IOException, InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    get("/ops/v1/decisions?limit=" + PAGE + "&since=" + sinceMillis)
        .body()
        .path("items")
        .forEach(items::add);
    Collections.reverse(items);
    return items;
  }

  /** {@code GET /metrics}, line by line. */
  public List<String> metrics() throws IOException, InterruptedException {
    return answered(request("/metrics").GET().build()).body().lines().toList();
  }

  /** Any path of the plane. */
  public Reply get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  /** A write. */
  public Reply post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /** An undoing. */
  public Reply delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE().build());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private Reply send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = answered(request);
    String body = response.body();
    boolean json =
        response.headers().firstValue("Content-Type").orElse("").contains("json")
            && !body.isEmpty();
    return new Reply(
        response.statusCode(), json ? JSON.readTree(body) : JSON.getNodeFactory().nullNode());
  }

  private HttpResponse<String> answered(HttpRequest request)
      throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
