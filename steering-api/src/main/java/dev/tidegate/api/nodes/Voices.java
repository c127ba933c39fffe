package dev.tidegate.api.nodes;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All nodes that report of one service. */
final class Voices {
  /** A node that comes back later is as a new one: by then it has another boot, or was cut off. */
  private static final long FORGOTTEN_AFTER = 600_000;

  private final SortedMap<String, Voice> byNode = new TreeMap<>();
  private long missingOfForgotten;

  /** What became of a report. */
  enum Word {
    NEW,
    AGAIN,
    LATE,
    CROWDED_OUT
  }

  Word hear(NodeReport report, long at) {
    Voice voice = byNode.get(report.node());
    if (voice == null) {
      if (byNode.size() >= Hearing.MOST_NODES && !roomMade(at)) {
        return Word.CROWDED_OUT;
      }
      voice = new Voice(report.boot(), report.number());
      byNode.put(report.node(), voice);
    }
    return voice.hear(report, at);
  }

  private boolean roomMade(long now) {
    Map.Entry<String, Voice> quietest = byNode.entrySet().iterator().next();
    for (Map.Entry<String, Voice> each : byNode.entrySet()) {
      quietest = each.getValue().at() < quietest.getValue().at() ? each : quietest;
    }
    if (now - quietest.getValue().at() <= Hearing.LATE_AFTER) {
      return false;
    }
    missingOfForgotten += quietest.getValue().missing();
    byNode.remove(quietest.getKey());
    return true;
  }

  void forget(long now) {
    Collection<Voice> all = byNode.values();
    for (Voice voice : List.copyOf(all)) {
      if (now - voice.at() > FORGOTTEN_AFTER) {
        missingOfForgotten += voice.missing();
        all.remove(voice);
      }
    }
  }

  /** Those whose last word stands, by name. */
  List<Voice> standing(long now) {
    return byNode.values().stream().filter(v -> now - v.at() <= Hearing.STANDS_FOR).toList();
  }

  SortedMap<String, Long> lastHeard() {
    SortedMap<String, Long> last = new TreeMap<>();
    byNode.forEach((node, voice) -> last.put(node, voice.at()));
    return last;
  }

  long missing() {
    return missingOfForgotten + byNode.values().stream().mapToLong(Voice::missing).sum();
  }
}
