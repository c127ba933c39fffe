package dev.tidegate.api.loop;

import dev.tidegate.api.store.Store;
import dev.tidegate.api.store.Store.StoredDecision;
import dev.tidegate.engine.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Decisions as they are stored for showing; one that cannot be shown is counted and left out. */
record Shown(Function<Decision, String> json, LoopMeter meter) {
  List<StoredDecision> of(List<Decision> decisions) {
    List<StoredDecision> shown = new ArrayList<>();
    for (Decision decision : decisions) {
      try {
        shown.add(Store.stored(decision, json.apply(decision)));
      } catch (RuntimeException e) {
        meter.storeFailed(e);
      }
    }
    return shown;
  }
}
