package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.prove.Crew;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JacksonException;

/** When each node was first seen to answer from each version, to a fiftieth of a second. */
final class Sightings implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(20);

  /** Of one node: versions in the order of the answers, with {@link System#nanoTime}. */
  private final List<Map<String, Long>> first = new ArrayList<>();

  private final Crew crew = new Crew();

  Sightings(List<Node> nodes) {
    for (Node node : nodes) {
      Map<String, Long> own = new LinkedHashMap<>();
      first.add(own);
      crew.start("sighting-" + node.name(), on -> look(node, own, on));
    }
  }

  private static void look(Node node, Map<String, Long> own, BooleanSupplier on)
      throws InterruptedException {
    try (HttpClient http = Watch.client()) {
      while (on.getAsBoolean()) {
        try {
          String version =
              Watch.ranking(http, node, "in-west", "sighting").path("version").asString("");
          long now = System.nanoTime();
          synchronized (own) {
            own.putIfAbsent(version, now);
          }
        } catch (IOException | JacksonException _) {
          // what is not answered is no sighting; that all is answered is the watch's to ask
        }
        Thread.sleep(EVERY);
      }
    }
  }

  /** For each version that every node answered from: seconds from the first to the last of them. */
  List<Double> spreads() {
    List<Map<String, Long>> copies = new ArrayList<>();
    for (Map<String, Long> own : first) {
      synchronized (own) {
        copies.add(Map.copyOf(own));
      }
    }
    List<Double> spreads = new ArrayList<>();
    for (String version : copies.getFirst().keySet()) {
      List<Long> seen =
          copies.stream()
              .filter(c -> c.containsKey(version))
              .map(c -> c.get(version))
              .sorted()
              .toList();
      if (seen.size() == copies.size()) {
        spreads.add((seen.getLast() - seen.getFirst()) / 1e9);
      }
    }
    return spreads;
  }

  @Override
  public void close() {
    crew.close();
  }
}
