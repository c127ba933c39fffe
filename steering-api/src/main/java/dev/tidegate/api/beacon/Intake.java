package dev.tidegate.api.beacon;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.time.Instant;
import java.util.Collections;
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

  /**
   * The sessions of the last three TTLs by (service, region), so that nodes can tell how many they
   * have in common. Looks at all of them: for once in some ticks, on no path of an answer.
   */
  default SortedMap<Group, Crowd> crowds(Instant now) {
    return Collections.emptySortedMap();
  }

  /** How widely each cell's badness is shared among its reporters. */
  SortedMap<Cell, Witness> witnesses(Instant now);
}
