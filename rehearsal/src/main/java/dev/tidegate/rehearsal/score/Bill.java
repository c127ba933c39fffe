package dev.tidegate.rehearsal.score;

import dev.tidegate.rehearsal.sim.Frame;
import dev.tidegate.rehearsal.sim.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What it would have cost: the 95th percentile of five-minute means at each CDN's price, and how
 * far commitments fall short at this pace. CDNs without a price cost nothing here.
 */
final class Bill {
  private static final long SLOT_SECONDS = 300;
  private static final double MEGA = 1e6;
  private static final double BILLED = 0.95;
  private static final double COMFORT = 0.85;
  private static final double MONTH_SECONDS = Duration.ofDays(30).toSeconds();

  private final Scenario scenario;
  private final double[] bits;
  private final double[] slot;
  private final double[] cheapestSlot;
  private final List<List<Double>> slots = new ArrayList<>();
  private final List<List<Double>> cheapest = new ArrayList<>();
  private final List<Integer> byPrice;
  private long seconds;

  Bill(Scenario scenario) {
    this.scenario = scenario;
    int cdns = scenario.cdns().size();
    this.bits = new double[cdns];
    this.slot = new double[cdns];
    this.cheapestSlot = new double[cdns];
    scenario.cdns().forEach(_ -> slots.add(new ArrayList<>()));
    scenario.cdns().forEach(_ -> cheapest.add(new ArrayList<>()));
    this.byPrice =
        IntStream.range(0, cdns)
            .boxed()
            .sorted(Comparator.comparingDouble(this::price).thenComparing(k -> k))
            .toList();
  }

  private double price(int cdn) {
    return scenario.cdns().get(cdn).price().orElse(0);
  }

  void see(Frame frame) {
    if (!frame.scored()) {
      return;
    }
    double perViewer = scenario.audience().bitsPerViewer() * frame.truth().load();
    double left = 0;
    for (int r = 0; r < frame.viewers().length; r++) {
      for (int n = 0; n < frame.viewers()[r].length; n++) {
        double each = perViewer * frame.bitrate()[r][n];
        for (int k = 0; k < slot.length; k++) {
          double drawn = frame.viewers()[r][n][k] * each;
          bits[k] += drawn;
          slot[k] += drawn;
          left += drawn;
        }
      }
    }
    for (int k : byPrice) {
      double takes = Math.min(left, frame.truth().capacity()[k] * COMFORT * perViewer);
      cheapestSlot[k] += takes;
      left -= takes;
    }
    seconds++;
    if (seconds % SLOT_SECONDS == 0) {
      close(SLOT_SECONDS);
    }
  }

  private void close(long length) {
    for (int k = 0; k < slot.length; k++) {
      slots.get(k).add(slot[k] / length / MEGA);
      cheapest.get(k).add(cheapestSlot[k] / length / MEGA);
      slot[k] = 0;
      cheapestSlot[k] = 0;
    }
  }

  /** Empty where no CDN has a price, and before five minutes are over. */
  OptionalDouble p95() {
    return p95(slots);
  }

  /** The same, had the cheapest always been filled first. */
  OptionalDouble cheapest() {
    return p95(cheapest);
  }

  private OptionalDouble p95(List<List<Double>> slots) {
    boolean priced = scenario.cdns().stream().anyMatch(cdn -> cdn.price().isPresent());
    if (!priced || slots.getFirst().isEmpty()) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int k = 0; k < slots.size(); k++) {
      List<Double> sorted = slots.get(k).stream().sorted().toList();
      int billed = (int) Math.ceil(BILLED * sorted.size()) - 1;
      sum += price(k) * sorted.get(billed);
    }
    return OptionalDouble.of(sum);
  }

  /** Bytes; empty where nothing was promised to anyone. */
  OptionalDouble shortfall() {
    double sum = 0;
    boolean promised = false;
    for (int k = 0; k < bits.length; k++) {
      var commit = scenario.cdns().get(k).commit();
      if (commit.isPresent()) {
        promised = true;
        double due = commit.get().bytesPerPeriod() * seconds / MONTH_SECONDS;
        sum += Math.max(0, due - bits[k] / 8);
      }
    }
    return promised ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }
}
