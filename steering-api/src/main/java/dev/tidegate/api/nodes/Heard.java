package dev.tidegate.api.nodes;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was heard from players and probes in one tick: of one node, or of all nodes together. What
 * {@code engine.Inputs} wants to know of it.
 *
 * @param digests one a cell, in order of cells; those of one cell are merged
 * @param probes what probes reported since the last tick
 * @param viewers viewers now by cell, in thousandths
 * @param witnesses how widely each cell's badness is shared among its reporters
 * @param clients counts by class of client since the last tick
 * @param trials counts by arm of a rollout since the last tick
 */
public record Heard(
    List<CellDigest> digests,
    List<ProbeResult> probes,
    SortedMap<Cell, Long> viewers,
    SortedMap<Cell, Witness> witnesses,
    List<ClientDigest> clients,
    List<TrialDigest> trials) {

  /** Nothing. */
  public static final Heard NOTHING =
      new Heard(
          List.of(),
          List.of(),
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          List.of(),
          List.of());

  public Heard {
    digests = byCell(digests);
    probes = List.copyOf(probes);
    viewers = immutable(viewers);
    witnesses = immutable(witnesses);
    clients = List.copyOf(clients);
    trials = List.copyOf(trials);
  }

  private static <V> SortedMap<Cell, V> immutable(SortedMap<Cell, V> map) {
    return map instanceof ByCell ? map : Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  private static List<CellDigest> byCell(List<CellDigest> digests) {
    boolean sorted = true;
    for (int i = 1; i < digests.size() && sorted; i++) {
      sorted = digests.get(i - 1).cell().compareTo(digests.get(i).cell()) < 0;
    }
    if (sorted) {
      return List.copyOf(digests);
    }
    SortedMap<Cell, CellDigest> byCell = new TreeMap<>();
    digests.forEach(digest -> byCell.merge(digest.cell(), digest, CellDigest::merge));
    return List.copyOf(byCell.values());
  }
}
