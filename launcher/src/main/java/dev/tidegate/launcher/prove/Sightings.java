package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.stage.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks for the ranking of the same sessions again and again. */
final class Sightings implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SESSIONS = 24;
  private static final int ATTEMPTS = 20;

  private final URI base;
  private final HttpClient http = HttpClient.newHttpClient();

  Sightings(URI base) {
    this.base = base;
  }

  /**
   * One sighting; taken again where the version changes meanwhile.
   *
   * @throws IOException if an answer is not a ranking
   */
  Sighting take() throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<List<String>> rankings = new ArrayList<>();
      JsonNode first = ask(0);
      rankings.add(order(first));
      String version = first.path("version").asString("");
      boolean whole = true;
      for (int session = 1; session < SESSIONS && whole; session++) {
        JsonNode answer = ask(session);
        whole = answer.path("version").asString("").equals(version);
        rankings.add(order(answer));
      }
      if (whole) {
        return new Sighting(version, rankings, weights(first));
      }
    }
    throw new IOException("the version changed during each of " + ATTEMPTS + " sightings");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private JsonNode ask(int session) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            base + "/v1/rank/" + Event.SERVICE + "?region=in-west&session=sighting-" + session);
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    JsonNode body = JSON.readTree(answer.body());
    if (answer.statusCode() != 200 || body.path("ranking").isEmpty()) {
      throw new IOException("no ranking: " + answer.statusCode() + " " + answer.body());
    }
    return body;
  }

  private static List<String> order(JsonNode answer) {
    return answer.path("ranking").valueStream().map(e -> e.path("cdn").asString()).toList();
  }

  private static SortedMap<String, Integer> weights(JsonNode answer) {
    SortedMap<String, Integer> weights = new TreeMap<>();
    answer
        .path("ranking")
        .forEach(e -> weights.put(e.path("cdn").asString(), e.path("weight").asInt()));
    return weights;
  }
}
