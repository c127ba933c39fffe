package dev.tidegate.api.wiring;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running program with known tokens, and a client of its operator plane. */
final class Plane implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.shared();
  static final String VIEWER = "viewer-token";
  static final String OPERATOR = "operator-token";
  static final String ADMIN = "admin-token";
  static final String AGENT = "agent-token";

  /** The vantage of the agent's token. */
  static final String AGENTS_OWN = "mumbai-1";

  private final HttpClient http = HttpClient.newHttpClient();
  final Application application;

  Plane(Application application) {
    this.application = application;
  }

  static Plane start(Path directory, String yaml) throws StartException {
    return new Plane(
        Application.run(ServeOptions.within(directory, yaml.getBytes(StandardCharsets.UTF_8))));
  }

  static String yaml() {
    return yaml("50");
  }

  /** A configuration whose first CDN has this weight. */
  static String yaml(String weight) {
    return """
        # a comment that must come back as it was: ä €
        server:
          public: {host: 127.0.0.1, port: 0, base-url: "http://127.0.0.1:8080"}
          operator: {host: 127.0.0.1, port: 0}
        store: {kind: embedded, path: ./data}
        security:
          tokens:
            - {name: vera, role: viewer, sha256: "%s"}
            - {name: otto, role: operator, sha256: "%s"}
            - {name: ada, role: admin, sha256: "%s"}
            - {name: mumbai-1, role: agent, sha256: "%s"}
        shutdown-grace: 300ms
        regions:
          in-west: {countries: [IN]}
          default: {}
        services:
          live:
            cdns:
              cdn-a: {base-url: "https://a.example.com", weight: %s}
              cdn-b: {base-url: "https://b.example.com", weight: 30}
              cdn-c: {base-url: "https://c.example.com", weight: 20}
        """
        .formatted(sha256(VIEWER), sha256(OPERATOR), sha256(ADMIN), sha256(AGENT), weight);
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + application.operatorPort() + path);
  }

  HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    return send(method, path, token, body, "Content-Type", "application/json");
  }

  HttpResponse<String> send(
      String method, String path, String token, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).timeout(java.time.Duration.ofSeconds(5));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    request.headers(headers);
    request.method(
        method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<java.util.stream.Stream<String>> stream(String token, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/ops/v1/stream")).header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofLines());
  }

  HttpResponse<String> get(String path, String token) throws Exception {
    return send("GET", path, token, "");
  }

  /** What a player is answered. */
  HttpResponse<String> player(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + application.publicPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    application.close();
    http.close();
  }
}
