package dev.tidegate.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares of a group's sessions by CDN, in basis points: none negative, their sum exactly {@value
 * #TOTAL}.
 */
public record Weights(SortedMap<String, Integer> shares) {
  /** All of a group, in basis points. */
  public static final int TOTAL = 10_000;

  public Weights {
    shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
    if (shares.values().stream().anyMatch(s -> s < 0)) {
      throw new IllegalArgumentException("weights must not be negative: " + shares);
    }
    int sum = shares.values().stream().mapToInt(Integer::intValue).sum();
    if (sum != TOTAL) {
      throw new IllegalArgumentException(
          "weights must sum to " + TOTAL + ", but summed to " + sum + ": " + shares);
    }
  }

  /**
   * The whole-number shares nearest to {@code proportions} (largest remainder; ties go to the
   * smaller id, so the result is the same everywhere).
   *
   * @param proportions not negative, finite, at least one positive
   */
  public static Weights ofProportions(Map<String, Double> proportions) {
    SortedMap<String, Double> sorted = new TreeMap<>(proportions);
    double sum = 0;
    for (double p : sorted.values()) {
      if (!(p >= 0) || Double.isInfinite(p)) {
        throw new IllegalArgumentException("proportions must be finite and >= 0: " + sorted);
      }
      sum += p;
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException("at least one proportion must be > 0: " + sorted);
    }
    SortedMap<String, Integer> shares = new TreeMap<>();
    SortedMap<String, Double> remainders = new TreeMap<>();
    int given = 0;
    for (Map.Entry<String, Double> e : sorted.entrySet()) {
      double exact = e.getValue() / sum * TOTAL;
      int floor = (int) Math.floor(exact);
      shares.put(e.getKey(), floor);
      remainders.put(e.getKey(), exact - floor);
      given += floor;
    }
    List<String> byRemainder = new ArrayList<>(remainders.keySet());
    byRemainder.sort(
        Comparator.<String>comparingDouble(id -> -remainders.getOrDefault(id, 0.0))
            .thenComparing(Comparator.naturalOrder()));
    for (int i = 0; given < TOTAL; i = (i + 1) % byRemainder.size(), given++) {
      shares.merge(byRemainder.get(i), 1, Integer::sum);
    }
    return new Weights(shares);
  }

  /** The share of {@code cdn} in basis points; 0 for one that is not listed. */
  public int of(String cdn) {
    return shares.getOrDefault(cdn, 0);
  }

  /**
   * Half the sum of absolute differences: the least that must move to get from one to the other.
   */
  public int distance(Weights other) {
    SortedMap<String, Integer> all = new TreeMap<>(shares);
    other.shares.forEach((cdn, share) -> all.merge(cdn, -share, Integer::sum));
    return all.values().stream().mapToInt(Math::abs).sum() / 2;
  }
}
