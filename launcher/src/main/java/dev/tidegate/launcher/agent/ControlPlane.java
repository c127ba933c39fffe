package dev.tidegate.launcher.agent;

import dev.tidegate.api.config.AgentConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The two calls that a vantage makes. Not thread-safe. */
final class ControlPlane implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LONGEST_ANSWER = 16 * 1024 * 1024;

  /** A plan, and the tag by which it is known to be unchanged. */
  record Told(String text, Optional<String> tag) {}

  /** A batch that was refused for what it holds: to send it again would be in vain. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

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
   * The plan, if it is another than the one last {@link #follows followed}.
   *
   * @throws IOException if there is no answer, or a refusal
   */
  Optional<Told> plan() throws IOException, InterruptedException {
    HttpRequest.Builder request = request("plan").GET();
    tag.ifPresent(known -> request.header("If-None-Match", known));
    HttpResponse<String> answer = send(request, 304);
    return answer.statusCode() == 304
        ? Optional.empty()
        : Optional.of(new Told(answer.body(), answer.headers().firstValue("etag")));
  }

  /** Says that a plan was understood: only a changed one is wanted from here on. */
  void follows(Told plan) {
    tag = plan.tag();
  }

  /**
   * Hands in a batch.
   *
   * @throws ConnectException if it did not get there
   * @throws Refused if it will not be taken
   * @throws IOException if it may or may not have been taken
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
    HttpResponse<String> answer = whole(request.build());
    int status = answer.statusCode();
    if (status == 400 || status == 413 || status == 422) {
      throw new Refused(base + " answers " + status);
    }
    if (status != 200 && status != alsoGood) {
      throw new IOException(base + " answers " + status);
    }
    return answer;
  }

  /** The client's own limit of time ends with the head of an answer; this one with its body. */
  private HttpResponse<String> whole(HttpRequest request) throws IOException, InterruptedException {
    var answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(base + " does not answer within " + PATIENCE.toSeconds() + " s", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
