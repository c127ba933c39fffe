package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.ScopePlan;
import dev.tidegate.dns.plan.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Contents that the written server could not answer for, and that are not written again soon. */
final class BrokenContents {
  /**
   * A server may be mended meanwhile, or have been ill in a way that looked like it, and then this
   * is what viewers need. What is truly broken costs them the second it takes to be sure, twelve
   * times an hour.
   */
  static final Duration REFUSED_FOR = Duration.ofMinutes(5);

  /** Until when each is refused, by scope and hash. Each costs a second to find: it stays small. */
  private final Map<String, Instant> until = new TreeMap<>();

  /** What this plan leaves behind could not be answered for. */
  void add(Plan plan, Instant at) {
    plan.scopes()
        .forEach(s -> s.to().ifPresent(to -> until.put(key(s, to.hash()), at.plus(REFUSED_FOR))));
  }

  /** What of this plan is known to be broken. */
  List<Violation> check(Plan plan, Instant at) {
    until.values().removeIf(end -> !end.isAfter(at));
    List<Violation> found = new ArrayList<>();
    for (ScopePlan scope : plan.scopes()) {
      scope
          .to()
          .map(to -> until.get(key(scope, to.hash())))
          .ifPresent(end -> found.add(violation(scope, end)));
    }
    return found;
  }

  private static Violation violation(ScopePlan scope, Instant end) {
    return new Violation(
        "broken",
        scope.scope()
            + ": the server could not answer for this before; it is tried again at "
            + end);
  }

  private static String key(ScopePlan scope, String hash) {
    return scope.scope() + " " + hash;
  }
}
