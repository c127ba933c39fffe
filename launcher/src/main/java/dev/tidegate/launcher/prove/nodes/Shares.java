package dev.tidegate.launcher.prove.nodes;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What nodes' answers say of shares, in basis points, and to whom each session is sent. */
final class Shares implements AutoCloseable {
  private static final int SESSIONS = 24;

  private final HttpClient http = Watch.client();

  /** The published shares by CDN, as this node answers. */
  SortedMap<String, Integer> of(Node node, String region) throws IOException, InterruptedException {
    SortedMap<String, Integer> shares = new TreeMap<>();
    for (JsonNode entry : Watch.ranking(http, node, region, "shares").path("ranking")) {
      shares.put(entry.path("cdn").asString(), entry.path("weight").asInt());
    }
    return shares;
  }

  /** The share of one CDN; what cannot be asked is told as all of it. */
  int of(Node node, String region, String cdn) throws InterruptedException {
    try {
      return of(node, region).getOrDefault(cdn, 0);
    } catch (IOException | JacksonException _) {
      return 10_000;
    }
  }

  /** For a fixed set of sessions the version and the CDNs in their order, as this node answers. */
  List<String> orders(Node node, String region) throws IOException, InterruptedException {
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      JsonNode ranking = Watch.ranking(http, node, region, "orders-" + i);
      List<String> order = new ArrayList<>(List.of(ranking.path("version").asString("")));
      ranking.path("ranking").forEach(entry -> order.add(entry.path("cdn").asString()));
      orders.add(String.join(" ", order));
    }
    return orders;
  }

  /** The largest difference between two sets of shares. */
  static int difference(SortedMap<String, Integer> one, SortedMap<String, Integer> other) {
    SortedMap<String, Integer> all = new TreeMap<>(one);
    all.putAll(other);
    return all.keySet().stream()
        .mapToInt(cdn -> Math.abs(one.getOrDefault(cdn, 0) - other.getOrDefault(cdn, 0)))
        .max()
        .orElse(0);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
