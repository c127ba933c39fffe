package dev.tidegate.engine;

import dev.tidegate.model.Reason;
import dev.tidegate.model.Weights;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says of every share that changed by which rule and why. */
final class Decisions {
  /** A rule with the numbers it rests on. */
  record Why(Rule rule, Reason reason) {}

  private Decisions() {}

  static SortedMap<String, Why> explain(Weights from, Weights to, SortedMap<String, Cause> causes) {
    SortedSet<String> cdns = new TreeSet<>(from.shares().keySet());
    cdns.addAll(to.shares().keySet());
    Optional<Cause> main =
        causes.values().stream()
            .min(
                Comparator.comparing(Cause::stream)
                    .thenComparing(Comparator.comparingDouble(Cause::amount).reversed()));
    StringBuilder givers = new StringBuilder();
    for (String cdn : cdns) {
      if (to.of(cdn) < from.of(cdn)) {
        givers.append(givers.isEmpty() ? "" : ", ").append(cdn);
      }
    }
    SortedMap<String, Why> whys = new TreeMap<>();
    for (String cdn : cdns) {
      int change = to.of(cdn) - from.of(cdn);
      Cause own = causes.get(cdn);
      boolean canary = own != null && own.rule() == Rule.CANARY;
      if (change == 0 && !canary) {
        continue;
      }
      if (own != null) {
        whys.put(cdn, new Why(own.rule(), own.reason()));
      } else if (change > 0) {
        whys.put(
            cdn,
            new Why(
                main.map(Cause::rule).orElse(Rule.RETURN), new Reason.Receives(givers.toString())));
      } else {
        Reason why = main.map(Cause::reason).orElse(new Reason.Configured("weights are rounded"));
        whys.put(cdn, new Why(main.map(Cause::rule).orElse(Rule.RETURN), why));
      }
    }
    return whys;
  }
}
