package dev.tidegate.launcher.demo;

import dev.tidegate.rehearsal.model.Scope;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The shares published: the latest everywhere, and the course of the CDN that falls ill. */
final class Shares {
  private final Scope scope;
  private final SortedMap<String, SortedMap<String, Integer>> latest = new TreeMap<>();
  private OptionalInt first = OptionalInt.empty();
  private OptionalInt last = OptionalInt.empty();
  private OptionalInt lowest = OptionalInt.empty();

  Shares(Scope scope) {
    this.scope = scope;
  }

  /**
   * @param cdns of {@code region}, as {@code /ops/v1/state} has them
   * @param ill whether the fault has begun
   */
  void note(String region, JsonNode cdns, boolean ill) {
    SortedMap<String, Integer> weights = new TreeMap<>();
    cdns.forEachEntry((cdn, view) -> weights.put(cdn, view.path("weight").asInt(0)));
    latest.put(region, weights);
    String sick = scope.cdn().orElse("");
    Integer share = weights.get(sick);
    if (share == null || scope.region().map(there -> !there.equals(region)).orElse(false)) {
      return;
    }
    last = OptionalInt.of(share);
    if (!ill) {
      first = last;
    } else {
      lowest = OptionalInt.of(Math.min(share, lowest.orElse(share)));
    }
  }

  /** The sick CDN's share before the fault, basis points. */
  OptionalInt first() {
    return first;
  }

  /** Its least share since. */
  OptionalInt lowest() {
    return lowest;
  }

  /** Its share now. */
  OptionalInt latest() {
    return last;
  }

  /** {@code in-west 38/37/25}: per cent by CDN, in the order of their names. */
  String line() {
    StringJoiner regions = new StringJoiner(", ");
    latest.forEach(
        (region, weights) -> {
          StringJoiner parts = new StringJoiner("/", region + " ", "");
          weights.values().forEach(w -> parts.add(String.format(Locale.ROOT, "%.0f", w / 100.0)));
          regions.add(parts.toString());
        });
    return regions.toString();
  }
}
