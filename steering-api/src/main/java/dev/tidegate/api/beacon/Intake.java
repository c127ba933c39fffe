package dev.tidegate.api.beacon;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** What players told us, taken once a tick by the loop. */
public interface Intake {
  /** What was counted since the last call, by cell; the counters begin anew. */
  List<CellDigest> drain(Instant now);

  /** Viewers now by cell, in thousandths (contract: "Terms of this page"). */
  SortedMap<Cell, Long> viewers(Instant now);

  /** What was counted since the last call by class of client; the counters begin anew. */
  default List<ClientDigest> clients(Instant now) {
    return List.of();
  }

  /** What was counted since the last call by arm of a rollout; the counters begin anew. */
  default List<TrialDigest> trials(Instant now) {
    return List.of();
  }

  /** How widely each cell's badness is shared among its reporters. */
  SortedMap<Cell, Witness> witnesses(Instant now);
}
