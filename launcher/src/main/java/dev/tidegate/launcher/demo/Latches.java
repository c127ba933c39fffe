package dev.tidegate.launcher.demo;

import dev.tidegate.rehearsal.live.Tally.Switch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * When each CDN of a region was being left. Who is sent to one in that time is a canary: rotation
 * takes turns among sessions and is no move of the weights.
 */
final class Latches {
  /** Answers are held for a TTL, so a canary is seen up to this long after its decision. */
  private static final long LAG_MILLIS = 11_000;

  private record Span(long from, long to) {
    boolean holds(long at) {
      return at >= from && at <= to + LAG_MILLIS;
    }
  }

  private final Map<String, List<Span>> spans = new TreeMap<>();

  /**
   * @param cdns of {@code region}, as {@code /ops/v1/state} has them
   */
  void note(String region, JsonNode cdns, long nowMillis) {
    cdns.forEachEntry(
        (cdn, view) -> {
          String state = view.path("state").asString("");
          if (state.equals("draining") || state.equals("drained")) {
            extend(spans.computeIfAbsent(key(region, cdn), _ -> new ArrayList<>()), nowMillis);
          }
        });
  }

  /** The moves among {@code switches}, canaries apart. */
  Moved among(List<Switch> switches) {
    Set<String> lent = new HashSet<>();
    long sessions = 0;
    long canaries = 0;
    for (Switch told : switches) {
      if (latched(told)) {
        lent.add(told.session());
        canaries++;
      } else if (!lent.remove(told.session())) {
        sessions++;
      }
    }
    return new Moved(sessions, canaries);
  }

  private boolean latched(Switch told) {
    return spans.getOrDefault(key(told.region(), told.to()), List.of()).stream()
        .anyMatch(span -> span.holds(told.atMillis()));
  }

  private static void extend(List<Span> spans, long nowMillis) {
    if (!spans.isEmpty() && nowMillis - spans.getLast().to() < LAG_MILLIS) {
      Span last = spans.removeLast();
      spans.add(new Span(last.from(), nowMillis));
    } else {
      spans.add(new Span(nowMillis, nowMillis));
    }
  }

  private static String key(String region, String cdn) {
    return region + " " + cdn;
  }
}
