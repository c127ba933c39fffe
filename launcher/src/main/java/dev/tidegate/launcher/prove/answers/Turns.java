package dev.tidegate.launcher.prove.answers;

import dev.tidegate.launcher.prove.load.Told;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What contenders told that took turns, in the order in which they first did. */
final class Turns {
  private final Map<String, List<Told>> told = new LinkedHashMap<>();
  private final double loadBefore = load();

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  void add(String name, Told turn) {
    told.computeIfAbsent(name, n -> new ArrayList<>()).add(turn);
  }

  /** The median of a figure over one's turns; {@code NaN} if it had none. */
  double median(String name, String figure) {
    double[] sorted =
        told.getOrDefault(name, List.of()).stream()
            .mapToDouble(t -> t.of(figure))
            .sorted()
            .toArray();
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** How one's median stands to another's. */
  double ratio(String figure, String of, String to) {
    return median(of, figure) / median(to, figure);
  }

  /** Of a figure that counts, the sum of all turns of all. */
  double sum(String figure) {
    return told.values().stream().flatMap(List::stream).mapToDouble(t -> t.of(figure)).sum();
  }

  /** A table of the medians of {@code figures}, one line each. */
  List<String> table(String... figures) {
    List<String> lines = new ArrayList<>();
    lines.add("| medians | turns | " + String.join(" | ", figures) + " |");
    lines.add("|---|---|" + "---|".repeat(figures.length));
    told.forEach(
        (name, turns) -> {
          StringBuilder line = new StringBuilder("| " + name + " | " + turns.size() + " |");
          for (String figure : figures) {
            line.append(String.format(Locale.ROOT, " %.5g |", median(name, figure)));
          }
          lines.add(line.toString());
        });
    return lines;
  }

  /** How busy the machine was, all programs together. */
  String busy() {
    return String.format(
        Locale.ROOT,
        "Load average of the machine: %.1f when it began, %.1f when it ended, on %d processors.",
        loadBefore,
        load(),
        Runtime.getRuntime().availableProcessors());
  }
}
