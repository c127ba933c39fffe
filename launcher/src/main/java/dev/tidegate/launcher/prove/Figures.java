package dev.tidegate.launcher.prove;

import java.util.List;
import java.util.Locale;

/** A list of measurements, at least one, in their unit. */
public record Figures(List<Double> sorted) {
  public Figures {
    sorted = sorted.stream().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("figures need at least one measurement");
    }
  }

  /** The smallest value that at least {@code share} of all do not exceed (nearest rank). */
  public double quantile(double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(1, rank) - 1);
  }

  public double max() {
    return sorted.getLast();
  }

  /** {@code median | p95 | max}, as cells of a table. */
  public String cells() {
    return String.format(Locale.ROOT, "%.2f | %.2f | %.2f", quantile(0.5), quantile(0.95), max());
  }
}
