package dev.tidegate.launcher.prove;

import dev.tidegate.rehearsal.live.OperatorClient;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What operators were promised: overrides that must be there, and those that must not. */
final class Ledger {
  /** More than these are deleted again, so that the list stays small over many rounds. */
  private static final int STANDING = 60;

  private final Deque<String> present = new ArrayDeque<>();
  private final Set<String> gone = new HashSet<>();

  synchronized void posted(String id) {
    present.addLast(id);
  }

  /** One to be deleted now, if there are enough; until {@link #deleted} its fate is open. */
  synchronized Optional<String> toDelete() {
    return present.size() > STANDING ? Optional.of(present.removeFirst()) : Optional.empty();
  }

  synchronized void deleted(String id) {
    gone.add(id);
  }

  /** Ids that were promised and are not there, or undone and are. */
  synchronized List<String> faults(OperatorClient operator)
      throws IOException, InterruptedException {
    Set<String> there = new HashSet<>();
    String cursor = "";
    do {
      JsonNode page = operator.get("/ops/v1/overrides?limit=500" + cursor).body();
      page.path("items").forEach(item -> there.add(item.path("id").asString()));
      cursor = page.path("next").isString() ? "&cursor=" + page.path("next").asString() : "";
    } while (!cursor.isEmpty());
    List<String> faults = new ArrayList<>();
    present.stream().filter(id -> !there.contains(id)).forEach(id -> faults.add("lost " + id));
    gone.stream().filter(there::contains).forEach(id -> faults.add("revived " + id));
    return faults;
  }
}
