package dev.tidegate.engine;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ProbeResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts inputs into the one order in which they are judged, whatever order they came in. */
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

  /** One digest a cell, by cell. Merging is exact, so its order does not matter. */
  static List<CellDigest> digests(List<CellDigest> digests) {
    SortedMap<Cell, CellDigest> byCell = new TreeMap<>();
    digests.forEach(d -> byCell.merge(d.cell(), d, CellDigest::merge));
    return List.copyOf(byCell.values());
  }

  static List<ProbeResult> probes(List<ProbeResult> probes) {
    List<ProbeResult> sorted = new ArrayList<>(probes);
    sorted.sort(BY_END);
    return sorted;
  }
}
