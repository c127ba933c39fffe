package dev.tidegate.dns.powerdns;

import dev.tidegate.dns.reconcile.BackendException;
import dev.tidegate.dns.reconcile.BackendException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The server's HTTP interface: the four calls that we make of it. */
final class PowerDnsApi implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A zone of more is not one that was made for us. */
  private static final int MOST_BYTES = 32 << 20;

  private static final int SHOWN = 300;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final URI base;
  private final String zone;
  private final String key;

  PowerDnsApi(URI base, String zone, String key) {
    this.base = URI.create(base.toString().replaceAll("/+$", "") + "/api/v1/servers/localhost/");
    this.zone = zone;
    this.key = key;
  }

  /** The zone with its record sets, as JSON. */
  byte[] zone() throws BackendException {
    return send(request("zones/" + encoded(zone)).GET().build(), false);
  }

  /** Carries out several changes of record sets, all or none. */
  void patch(byte[] json) throws BackendException {
    send(
        request("zones/" + encoded(zone))
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofByteArray(json))
            .build(),
        true);
  }

  /** Makes the server forget answers of one name that it may have kept from before a change. */
  void flush(String name) throws BackendException {
    send(
        request("cache/flush?domain=" + encoded(name)).PUT(BodyPublishers.noBody()).build(), false);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("X-API-Key", key)
        .header("Accept", "application/json");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private byte[] send(HttpRequest request, boolean writes) throws BackendException {
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      byte[] body;
      try (InputStream in = response.body()) {
        body = in.readNBytes(MOST_BYTES);
      }
      check(response.statusCode(), body);
      return body;
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new BackendException(Kind.UNREACHABLE, base.getAuthority() + " cannot be reached", e);
    } catch (IOException e) {
      throw new BackendException(
          writes ? Kind.UNKNOWN : Kind.UNREACHABLE, base.getAuthority() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(
          writes ? Kind.UNKNOWN : Kind.UNREACHABLE, "interrupted while asking", e);
    }
  }

  private static void check(int status, byte[] body) throws BackendException {
    if (status / 100 == 2) {
      return;
    }
    String said = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
    switch (status) {
      case 401, 403 -> throw new BackendException(Kind.REJECTED, "the api-key is not the server's");
      case 404 -> throw new BackendException(Kind.REJECTED, "no such zone there: " + said);
      case 429, 503 -> throw new BackendException(Kind.BUSY, "HTTP " + status);
      default -> {
        Kind kind = status >= 500 ? Kind.UNKNOWN : Kind.REJECTED;
        throw new BackendException(kind, "HTTP " + status + ": " + said);
      }
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
