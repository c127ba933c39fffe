package dev.tidegate.api.control;

import dev.tidegate.model.OperatorOverride;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What became of overrides between two looks at the store, whoever wrote and whatever only time
 * did: given, begun, ended. Not thread-safe.
 */
final class OverrideNews {
  private boolean looked;
  private SortedMap<String, Seen> before = new TreeMap<>();

  private record Seen(OperatorOverride override, boolean active) {}

  /**
   * An event for each that is not as it was; none at the first look.
   *
   * @param known those that have not ended
   */
  List<ObjectNode> look(List<OperatorOverride> known, Instant now) {
    SortedMap<String, Seen> seen = new TreeMap<>();
    known.forEach(o -> seen.put(o.id(), new Seen(o, o.active(now))));
    List<ObjectNode> news = new ArrayList<>();
    if (looked) {
      before.forEach(
          (id, was) -> {
            if (!seen.containsKey(id)) {
              news.add(event(was, false, now));
            }
          });
      seen.forEach(
          (id, is) -> {
            if (!is.equals(before.get(id))) {
              news.add(event(is, true, now));
            }
          });
    }
    looked = true;
    before = seen;
    return news;
  }

  private static ObjectNode event(Seen seen, boolean there, Instant now) {
    return OverrideForm.json(seen.override(), now)
        .put("active", there && seen.active())
        .put("ended", !there);
  }
}
