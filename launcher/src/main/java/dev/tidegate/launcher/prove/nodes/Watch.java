package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.prove.Crew;
import dev.tidegate.launcher.stage.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks every node for rankings five times a second. Of an answer is asked that it came while the
 * node lived from before the question until after the answer; such a one must be 200, and of a
 * version that may follow those before it.
 */
final class Watch implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration EVERY = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int SESSIONS = 24;
  private static final int MOST_FAULTS = 100;

  private final List<Versions> versions = new ArrayList<>();
  private final Crew crew = new Crew();
  private final List<String> faults = new ArrayList<>();
  private final LongAdder answers = new LongAdder();
  private final InstantSource clock;

  Watch(List<Node> nodes, InstantSource clock) {
    this.clock = clock;
    for (Node node : nodes) {
      Versions own = new Versions(node.name());
      versions.add(own);
      crew.start("watch-" + node.name(), on -> watch(node, own, on));
    }
  }

  private void watch(Node node, Versions own, BooleanSupplier on) throws InterruptedException {
    try (HttpClient http = client()) {
      for (long number = 0; on.getAsBoolean(); number++) {
        ask(http, node, own, number % SESSIONS);
        Thread.sleep(EVERY);
      }
    }
  }

  private void ask(HttpClient http, Node node, Versions own, long session)
      throws InterruptedException {
    long before = node.life();
    if (before % 2 != 0) {
      return;
    }
    String wrong = "";
    String version = "";
    try {
      HttpResponse<String> answer = rank(http, node, "in-west", "watch-" + session);
      version = version(answer.body());
      wrong = answer.statusCode() == 200 ? "" : answer.statusCode() + " " + answer.body();
    } catch (IOException | JacksonException e) {
      wrong = e.toString();
    }
    if (node.life() != before) {
      return; // nobody promised an answer
    }
    answers.increment();
    if (wrong.isEmpty()) {
      own.saw(version);
    } else {
      fault(node.name() + " at " + clock.instant() + ": " + wrong);
    }
  }

  private static String version(String body) {
    return JSON.readTree(body).path("version").asString("");
  }

  static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(PATIENCE)
        .build();
  }

  /** One ranking as it was answered. */
  static HttpResponse<String> rank(HttpClient http, Node node, String region, String session)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            node.publicBase()
                + "/v1/rank/"
                + Event.SERVICE
                + "?region="
                + region
                + "&session="
                + session);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** One ranking's body. */
  static JsonNode ranking(HttpClient http, Node node, String region, String session)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = rank(http, node, region, session);
    if (answer.statusCode() != 200) {
      throw new IOException(node.name() + " answered " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }

  private void fault(String what) {
    synchronized (faults) {
      if (faults.size() < MOST_FAULTS) {
        faults.add(what);
      }
    }
  }

  /** Answers of living nodes. */
  long answers() {
    return answers.sum();
  }

  /** Different versions seen, of all nodes. */
  int versions() {
    return versions.stream().mapToInt(Versions::seen).sum();
  }

  /** Answers that were not 200 though the node lived; the first hundred. */
  List<String> unanswered() {
    synchronized (faults) {
      return List.copyOf(faults);
    }
  }

  /** Versions that went back, or of which there were two; the first hundred of each node. */
  List<String> versionFaults() {
    return versions.stream().flatMap(v -> v.faults().stream()).toList();
  }

  @Override
  public void close() {
    crew.close();
  }
}
