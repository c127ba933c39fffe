package dev.tidegate.engine;

import dev.tidegate.telemetry.ProbeResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts probes into the one order in which they are judged, whatever order they came in. */
final class Canonical {
  private static final Comparator<ProbeResult> BY_END =
      Comparator.comparing(ProbeResult::ended)
          .thenComparing(ProbeResult::started)
          .thenComparing(ProbeResult::vantage)
          .thenComparing(ProbeResult::service)
          .thenComparing(ProbeResult::cdn)
          .thenComparing(ProbeResult::probe)
          .thenComparing(ProbeResult::outcome);

  private Canonical() {}

  static List<ProbeResult> probes(List<ProbeResult> probes) {
    List<ProbeResult> sorted = new ArrayList<>(probes);
    sorted.sort(BY_END);
    return sorted;
  }
}
