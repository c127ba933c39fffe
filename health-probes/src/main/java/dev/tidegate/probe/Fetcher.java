package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One GET with a deadline over all of it: name, connection, handshake, head and body. A body that
 * drips for ever ends with it, and what is given up is closed.
 *
 * <p>The JDK's client sends a GET once more, on a new connection, when the first closes before a
 * byte of the answer came; players do the same, so such a CDN is not called ill for it.
 */
final class Fetcher {
  /**
   * What to get.
   *
   * @param headers sent as they are
   */
  record Ask(URI uri, Map<String, String> headers, Body.Wanted wanted) {}

  /**
   * What came.
   *
   * @param uri where from
   * @param location where a redirect points to; null if it does not say
   */
  record Answer(
      URI uri, int status, @Nullable String location, HttpClient.Version version, Body body) {}

  private static final String AGENT = "tidegate-probe";

  private final Connections connections;
  private final Names names;
  private final Certificates certificates;

  Fetcher(Connections connections, Names names, Certificates certificates) {
    this.connections = connections;
    this.names = names;
    this.certificates = certificates;
  }

  /**
   * Fetches.
   *
   * @param deadline by {@link System#nanoTime}
   * @throws ProbeFailed if no whole answer came in time; the status is the caller's to judge
   */
  Answer fetch(Ask ask, long deadline) throws ProbeFailed, InterruptedException {
    long begun = System.nanoTime();
    names.require(ask.uri().getHost(), deadline);
    HttpClient client = connections.to(ask.uri());
    AtomicReference<Body.@Nullable Reader> reader = new AtomicReference<>();
    CompletableFuture<HttpResponse<Body>> response =
        client.sendAsync(request(ask), head -> opened(reader, ask.wanted()));
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      return answer(ask.uri(), response.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      connections.timedOut(ask.uri(), client);
      throw late(ask.uri(), reader.get(), begun);
    } catch (ExecutionException e) {
      throw ProbeFailed.of(e.getCause() == null ? e : e.getCause(), reader.get() != null);
    } finally {
      // Nothing happens to one that is complete; any other must let go of its connection.
      response.cancel(true);
    }
  }

  private static HttpRequest request(Ask ask) throws ProbeFailed {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(ask.uri()).GET();
      request.setHeader("User-Agent", AGENT);
      ask.headers().forEach(request::setHeader);
      if (HostHeader.in(ask.headers())) {
        request.version(HttpClient.Version.HTTP_1_1); // HTTP/2 names the URL's host all the same
      }
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new ProbeFailed(Outcome.CONTENT, "cannot be fetched: " + e.getMessage());
    }
  }

  private static Body.Reader opened(
      AtomicReference<Body.@Nullable Reader> place, Body.Wanted wanted) {
    Body.Reader reader = new Body.Reader(wanted);
    place.set(reader);
    return reader;
  }

  private Answer answer(URI uri, HttpResponse<Body> response) {
    response.sslSession().ifPresent(session -> certificates.saw(Hosts.of(uri), session));
    return new Answer(
        uri,
        response.statusCode(),
        response.headers().firstValue("location").orElse(null),
        response.version(),
        response.body());
  }

  private static ProbeFailed late(URI uri, Body.@Nullable Reader reader, long begun) {
    long ms = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    String what =
        reader == null
            ? "no answer from " + Hosts.of(uri)
            : "the body had not ended, " + reader.bytes() + " bytes came";
    return new ProbeFailed(Outcome.TIMEOUT, what + " after " + ms + " ms");
  }
}
