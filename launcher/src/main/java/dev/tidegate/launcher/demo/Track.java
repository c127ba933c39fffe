package dev.tidegate.launcher.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What one of two worlds went through, second by second. Safe for use by several threads. */
final class Track {
  /** Load is measured over so long: the few viewers of a demo come in bunches. */
  static final int LOAD_SECONDS = 15;

  private static final double MINUTE = 60;
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * One look.
   *
   * @param shares published, of all viewers, 0..1, by CDN
   * @param load over capacity, by CDN
   * @param ill CDNs that a fault touches
   * @param bad session-seconds since the clock began in which playback stalled or a request failed
   */
  record Look(
      double second,
      int viewers,
      SortedMap<String, Double> shares,
      SortedMap<String, Double> load,
      Set<String> ill,
      long bad) {}

  private final String name;
  private final boolean ours;
  private final List<Look> looks = new ArrayList<>();
  private final SortedMap<String, Deque<Double>> recent = new TreeMap<>();
  private final List<SortedMap<String, Double>> smooth = new ArrayList<>();
  private double peak;

  Track(String name, boolean ours) {
    this.name = name;
    this.ours = ours;
  }

  /** Whose world it is. */
  String name() {
    return name;
  }

  synchronized void see(Look look) {
    SortedMap<String, Double> means = new TreeMap<>();
    look.load()
        .forEach(
            (cdn, load) -> {
              Deque<Double> window = recent.computeIfAbsent(cdn, _ -> new ArrayDeque<>());
              window.addLast(load);
              if (window.size() > LOAD_SECONDS) {
                window.removeFirst();
              }
              double mean = window.stream().mapToDouble(Double::doubleValue).average().orElse(0);
              means.put(cdn, mean);
              if (window.size() == LOAD_SECONDS && !look.ill().contains(cdn)) {
                peak = Math.max(peak, mean);
              }
            });
    looks.add(look);
    smooth.add(means);
  }

  /** Viewers' time in which playback stalled or a request failed. */
  synchronized double stalledMinutes() {
    return looks.isEmpty() ? 0 : looks.getLast().bad() / MINUTE;
  }

  /** Highest load over capacity of a CDN without a fault, over {@link #LOAD_SECONDS}. */
  synchronized double peakHealthy() {
    return peak;
  }

  /** {@code cdn-a 42 %, cdn-b 28 %}. */
  synchronized String shares() {
    if (looks.isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    looks
        .getLast()
        .shares()
        .forEach((cdn, share) -> parts.add(cdn + " " + Math.round(share * 100) + " %"));
    return String.join(", ", parts);
  }

  /** The two numbers. */
  synchronized ObjectNode figures() {
    return JSON.createObjectNode()
        .put("name", name)
        .put("ours", ours)
        .put("stalledMinutes", rounded(stalledMinutes()))
        .put("peakHealthy", rounded(peakHealthy()));
  }

  /** All there is to draw. */
  synchronized ObjectNode json() {
    ObjectNode out = figures();
    ArrayNode seconds = out.putArray("seconds");
    ArrayNode viewers = out.putArray("viewers");
    ArrayNode bad = out.putArray("stalled");
    ObjectNode shares = out.putObject("shares");
    ObjectNode load = out.putObject("load");
    for (int i = 0; i < looks.size(); i++) {
      Look look = looks.get(i);
      seconds.add(rounded(look.second()));
      viewers.add(look.viewers());
      bad.add(rounded(look.bad() / MINUTE));
      look.shares().forEach((cdn, share) -> shares.withArray("/" + cdn).add(rounded(share)));
      smooth.get(i).forEach((cdn, mean) -> load.withArray("/" + cdn).add(rounded(mean)));
    }
    return out;
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
