package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Rig;
import dev.tidegate.rehearsal.live.OperatorClient.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How soon an operator's drain reaches players' answers. */
final class DrainProof implements Proof {
  private static final JsonMapper JSON = new JsonMapper();

  /** Seconds from the order to the first changed answer, in the full form. */
  static final double BOUND = 2;

  private static final int RUNS = 20;

  private final Event event;
  private final double bound;

  /**
   * @param bound seconds within which the first step must reach answers; the short form, which runs
   *     on any machine at any load, gives it more
   */
  DrainProof(Event event, double bound) {
    this.event = event;
    this.bound = bound;
  }

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public String about() {
    return "From an operator's drain being sent to the first answer with a smaller share.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    int runs = terms.runs().orElse(RUNS);
    List<Double> seconds = new ArrayList<>();
    List<Double> zero = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      try (Rig rig = new Rig(event, terms.seed() + i);
          HttpClient http = HttpClient.newHttpClient()) {
        once(rig, http, seconds, zero);
      }
      progress.printf(
          "drain %d/%d: first step after %.3f s, zero after %.2f s%n",
          i + 1, runs, seconds.getLast(), zero.getLast());
      progress.flush();
    }
    Figures first = new Figures(seconds);
    boolean held = first.max() <= bound;
    return new Evidence(
        held,
        List.of(
            "A drain of cdn-a in all regions is sent to the operator plane; `weight` in"
                + " `/v1/rank` is read every 10 ms until it falls. Each run has a process and a"
                + " store of its own, and no traffic.",
            "",
            "| what | runs | median | p95 | max | bound | held |",
            "|---|---|---|---|---|---|---|",
            "| first step in an answer, s | %d | %s | max <= %.0f s | %s |"
                .formatted(runs, first.cells(), bound, held ? "yes" : "**no**"),
            "| share is zero, s | %d | %s | (5 s, by the pace of 20 %% a second) | |"
                .formatted(runs, new Figures(zero).cells())));
  }

  private static void once(Rig rig, HttpClient http, List<Double> first, List<Double> zero)
      throws IOException, InterruptedException {
    int before = weight(rig, http);
    long began = System.nanoTime();
    Reply reply =
        rig.operator()
            .post(
                "/ops/v1/overrides",
                """
                {"service":"live","region":"*","cdn":"cdn-a","action":"drain","expires":"10m",\
                "reason":"prove drain"}""");
    if (reply.status() != 201) {
      throw new IOException("the drain was answered " + reply.status() + " " + reply.body());
    }
    first.add(awaitAtMost(rig, http, before - 1, began));
    zero.add(awaitAtMost(rig, http, 0, began));
  }

  private static double awaitAtMost(Rig rig, HttpClient http, int share, long began)
      throws IOException, InterruptedException {
    while (true) {
      int now = weight(rig, http);
      double passed = (System.nanoTime() - began) / 1e9;
      if (now <= share) {
        return passed;
      }
      if (passed > 30) {
        return Double.POSITIVE_INFINITY;
      }
      Thread.sleep(10);
    }
  }

  private static int weight(Rig rig, HttpClient http) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            rig.publicBase() + "/v1/rank/" + Event.SERVICE + "?session=drain&region=in-west");
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    for (JsonNode entry : JSON.readTree(answer.body()).path("ranking")) {
      if (entry.path("cdn").asString().equals("cdn-a")) {
        return entry.path("weight").asInt();
      }
    }
    throw new IOException("cdn-a is not in the ranking: " + answer.body());
  }
}
