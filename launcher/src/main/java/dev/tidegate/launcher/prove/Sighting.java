package dev.tidegate.launcher.prove;

import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The answers to a fixed set of sessions, all of one version.
 *
 * @param rankings by session, in the order of the sessions
 * @param weights published shares by CDN
 */
record Sighting(String version, List<List<String>> rankings, SortedMap<String, Integer> weights) {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)-[0-9a-f]{8}");

  /** Whether every session gets what it got. */
  boolean sameAs(Sighting other) {
    return rankings.equals(other.rankings) && weights.equals(other.weights);
  }

  /** By how many basis points the most changed share differs. */
  int differenceTo(Sighting other) {
    return weights.entrySet().stream()
        .mapToInt(
            entry -> Math.abs(entry.getValue() - other.weights.getOrDefault(entry.getKey(), 0)))
        .max()
        .orElse(0);
  }

  /** Whether its version came after that of {@code other}. */
  boolean above(Sighting other) {
    long[] mine = parse(version);
    long[] theirs = parse(other.version);
    return mine[0] > theirs[0] || (mine[0] == theirs[0] && mine[1] >= theirs[1]);
  }

  private static long[] parse(String version) {
    Matcher match = VERSION.matcher(version);
    if (!match.matches()) {
      throw new IllegalArgumentException("a version is epoch.seq-hash8: " + version);
    }
    return new long[] {Long.parseLong(match.group(1)), Long.parseLong(match.group(2))};
  }
}
