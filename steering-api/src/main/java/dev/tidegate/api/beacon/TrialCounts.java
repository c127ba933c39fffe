package dev.tidegate.api.beacon;

import dev.tidegate.model.Group;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.TrialDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts by arm of a rollout with a holdout. Bounded by the groups configured. Thread-safe. */
final class TrialCounts {
  private record Arm(Group group, boolean heldOut) {}

  private Map<Arm, Counts> counts = new HashMap<>();

  synchronized void count(Group group, boolean heldOut, Consumer<Counts> into) {
    into.accept(counts.computeIfAbsent(new Arm(group, heldOut), a -> new Counts()));
  }

  /** What was counted since the last call. */
  synchronized List<TrialDigest> take() {
    Map<Arm, Counts> taken = counts;
    counts = new HashMap<>();
    List<TrialDigest> digests = new ArrayList<>(taken.size());
    taken.forEach((arm, c) -> digests.add(new TrialDigest(arm.group, arm.heldOut, c)));
    return digests;
  }
}
