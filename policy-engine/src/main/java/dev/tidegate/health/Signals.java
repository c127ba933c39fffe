package dev.tidegate.health;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.Witness;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Everything that judgement rests on at one instant.
 *
 * @param digests what beacons and polls added since the last step, in canonical order
 * @param probes what probes reported since the last step, by end time
 * @param viewers viewers now by cell, in thousandths
 * @param weights the shares published by the last step, by group
 * @param utilisation load over capacity by group's CDN as last known; a missing one is unknown
 * @param clients what classes of clients added since the last step
 * @param holding groups in which nothing may rise: no latch closes and no slow start goes on
 */
public record Signals(
    Setup setup,
    List<CellDigest> digests,
    List<ProbeResult> probes,
    SortedMap<Cell, Long> viewers,
    SortedMap<Cell, Witness> witnesses,
    Map<Group, Weights> weights,
    Map<Group, SortedMap<String, Double>> utilisation,
    List<ClientDigest> clients,
    Set<Group> holding) {

  /** Without classes of clients, and nobody holds. */
  public Signals(
      Setup setup,
      List<CellDigest> digests,
      List<ProbeResult> probes,
      SortedMap<Cell, Long> viewers,
      SortedMap<Cell, Witness> witnesses,
      Map<Group, Weights> weights,
      Map<Group, SortedMap<String, Double>> utilisation) {
    this(setup, digests, probes, viewers, witnesses, weights, utilisation, List.of(), Set.of());
  }
}
