package dev.tidegate.engine;

import dev.tidegate.model.Audience;
import dev.tidegate.model.Cell;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.util.List;
import java.util.SortedMap;

/**
 * Everything a step needs to know. The order of the lists does not matter: {@code step} sorts.
 *
 * @param digests what beacons and polls added since the last step
 * @param probes what probes reported since the last step
 * @param viewers viewers now by cell, in thousandths (contract: "Terms of this page")
 * @param overrides those in the store, active or not
 * @param storeReachable false while the store is gone: then nothing relaxes, clears or ramps up
 * @param audiences those scheduled, past ones too
 * @param clients counts by class of client since the last step
 * @param trials counts by arm of a rollout since the last step
 */
public record Inputs(
    Setup setup,
    List<CellDigest> digests,
    List<ProbeResult> probes,
    SortedMap<Cell, Long> viewers,
    SortedMap<Cell, Witness> witnesses,
    List<OperatorOverride> overrides,
    boolean storeReachable,
    List<Audience> audiences,
    List<ClientDigest> clients,
    List<TrialDigest> trials) {
  public Inputs {
    digests = List.copyOf(digests);
    probes = List.copyOf(probes);
    overrides = List.copyOf(overrides);
    audiences = List.copyOf(audiences);
    clients = List.copyOf(clients);
    trials = List.copyOf(trials);
  }

  /** The same signals under another setup. */
  public Inputs under(Setup other) {
    return new Inputs(
        other,
        digests,
        probes,
        viewers,
        witnesses,
        overrides,
        storeReachable,
        audiences,
        clients,
        trials);
  }

  /** Without scheduled audiences, classes of clients and trials. */
  public Inputs(
      Setup setup,
      List<CellDigest> digests,
      List<ProbeResult> probes,
      SortedMap<Cell, Long> viewers,
      SortedMap<Cell, Witness> witnesses,
      List<OperatorOverride> overrides,
      boolean storeReachable) {
    this(
        setup,
        digests,
        probes,
        viewers,
        witnesses,
        overrides,
        storeReachable,
        List.of(),
        List.of(),
        List.of());
  }
}
