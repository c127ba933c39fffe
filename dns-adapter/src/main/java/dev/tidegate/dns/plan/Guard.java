package dev.tidegate.dns.plan;

import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What stands between a plan and the zone. It reads the records that the plan would leave behind as
 * if somebody else had made them, and compares them with the snapshot: a fault of the planner must
 * not pass because the guard shares it.
 */
public final class Guard {
  private final Limits limits;
  private final Layout layout;

  public Guard(Limits limits, Layout layout) {
    this.limits = limits;
    this.layout = layout;
  }

  /** Why this plan may not be carried out; empty if it may. */
  public List<Violation> check(Plan plan, ZoneContent there, Intended intended) {
    List<Violation> found = new ArrayList<>();
    if (intended.shares().isEmpty()) {
      found.add(
          new Violation("empty", "the snapshot wants no name at all: nothing is removed for it"));
    }
    Census census = Census.of(there, layout);
    for (ScopePlan scope : plan.scopes()) {
      notOurs(scope, census.of(scope.scope()), found);
      records(scope, intended, found);
      outcome(scope, census.of(scope.scope()), intended, found);
    }
    tooMuch(plan, census, found);
    return List.copyOf(found);
  }

  private void notOurs(ScopePlan plan, Census.Scope there, List<Violation> found) {
    if (!DnsNames.within(plan.scope(), limits.zone())) {
      found.add(new Violation("not ours", plan.scope() + " is outside of " + limits.zone()));
    }
    if (!there.isOf(limits.owner()) && !there.isVacant()) {
      String whose =
          there
              .claim()
              .map(c -> "is owned by " + c.owner())
              .orElse(
                  there.claimText().isEmpty()
                      ? "has records that nobody claims"
                      : "has an ownership record that is not Tidegate's");
      found.add(
          new Violation("not ours", plan.scope() + " " + whose + ", and we are " + limits.owner()));
    }
    for (RecordKey other : there.others()) {
      found.add(new Violation("not ours", other + " stands at a name of ours and is not ours"));
    }
    for (Change change : plan.changes()) {
      if (!layout.scopeOf(change.key().name()).equals(Optional.of(plan.scope()))
          || !layout.types().contains(change.key().type())) {
        found.add(new Violation("not ours", change.key() + " is not a record that we write"));
      }
    }
  }

  private static void records(ScopePlan plan, Intended intended, List<Violation> found) {
    Set<String> hosts =
        intended.shares().values().stream()
            .flatMap(s -> s.hosts().values().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    for (Change change : plan.changes()) {
      Optional<RecordData> after = after(change);
      if (after.isEmpty()) {
        continue;
      }
      long ttl = after.get().ttl();
      if (ttl < Limits.SHORTEST_TTL || ttl > Limits.LONGEST_TTL) {
        found.add(
            new Violation(
                "ttl",
                "%s would live %d s, outside of %d..%d"
                    .formatted(change.key(), ttl, Limits.SHORTEST_TTL, Limits.LONGEST_TTL)));
      }
      if (change.key().type().equals("CNAME") && !hosts.contains(after.get().value())) {
        found.add(
            new Violation(
                "target", change.key() + " would point at " + after.get().value() + ", no CDN's"));
      }
    }
  }

  private static Optional<RecordData> after(Change change) {
    return switch (change) {
      case Change.Create(var _, var after) -> Optional.of(after);
      case Change.Update(var _, var _, var after) -> Optional.of(after);
      case Change.Delete _ -> Optional.empty();
    };
  }

  /** Reads what would stand there as shares, and holds it against the snapshot. */
  private void outcome(
      ScopePlan plan, Census.Scope there, Intended intended, List<Violation> found) {
    SortedMap<RecordKey, RecordData> left = plan.after(there.records());
    if (plan.to().isEmpty()) {
      return;
    }
    if (!plan.to().get().hash().equals(Ownership.hash(left))) {
      found.add(new Violation("hash", plan.scope() + " would not hold what its record says"));
    }
    Map<Group, SortedMap<String, Integer>> said = layout.shares(plan.scope(), left);
    if (said.isEmpty()) {
      found.add(new Violation("weights", plan.scope() + " would say no shares"));
    }
    said.forEach((group, parts) -> compare(plan.scope(), group, parts, intended, found));
  }

  private void compare(
      String scope,
      Group group,
      SortedMap<String, Integer> parts,
      Intended intended,
      List<Violation> found) {
    Shares wanted = intended.shares().get(group);
    int sum = parts.values().stream().mapToInt(Integer::intValue).sum();
    boolean outside = parts.values().stream().anyMatch(p -> p < 0 || p > layout.parts());
    if (sum == 0 || outside) {
      found.add(
          new Violation(
              "weights",
              scope
                  + (sum == 0 ? " would have no weight above 0: " : " has weights out of range: ")
                  + parts));
      return;
    }
    if (wanted == null) {
      found.add(new Violation("weights", scope + " speaks for " + group + ", which nobody wants"));
      return;
    }
    SortedMap<String, Integer> exact = wanted.byHost();
    long small = exact.values().stream().filter(s -> s > 0 && tooSmall(s)).mapToLong(s -> s).sum();
    TreeSet<String> hosts = new TreeSet<>(exact.keySet());
    hosts.addAll(parts.keySet());
    for (String host : hosts) {
      double says = 100.0 * parts.getOrDefault(host, 0) / sum;
      double want = exact.getOrDefault(host, 0) / 100.0;
      // what rounding to parts can do, and what shares too small to be said leave to the others
      double slack = 100.0 / layout.parts() + 2 * small / 100.0 + 0.01;
      if (Math.abs(says - want) > slack) {
        found.add(
            new Violation(
                "shares",
                String.format(
                    Locale.ROOT,
                    "%s would get %.1f %% of %s, where the snapshot says %.1f %%",
                    host,
                    says,
                    group,
                    want)));
      }
    }
    long others = exact.values().stream().filter(s -> s > 0 && !tooSmall(s)).count();
    if (parts.values().stream().filter(p -> p > 0).count() == 1 && others > 1) {
      found.add(
          new Violation("one CDN", "all of " + group + " would go to one CDN: " + parts.keySet()));
    }
  }

  private boolean tooSmall(int share) {
    return (long) share * layout.parts() < Weights.TOTAL;
  }

  private void tooMuch(Plan plan, Census census, List<Violation> found) {
    long ours = census.ownedBy(limits.owner()).mapToLong(e -> e.getValue().records().size()).sum();
    long touched = plan.scopes().stream().mapToLong(ScopePlan::madeOrRemoved).sum();
    if (ours > 0 && touched > limits.maxChange() * ours) {
      found.add(
          new Violation(
              "max-change",
              String.format(
                  Locale.ROOT,
                  "%d of our %d names would be made or removed (%.0f %%), and max-change is %.0f %%",
                  touched,
                  ours,
                  100.0 * touched / ours,
                  100 * limits.maxChange())));
    }
  }
}
