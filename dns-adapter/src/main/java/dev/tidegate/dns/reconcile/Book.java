package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Census;
import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Layout;
import dev.tidegate.dns.plan.Ownership;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import dev.tidegate.dns.plan.ScopePlan;
import dev.tidegate.dns.plan.ZoneContent;
import dev.tidegate.dns.reconcile.Round.Standing;
import dev.tidegate.model.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Remembers what we wrote, and tells of each round how every (service, region) stands. */
final class Book {
  private final Layout layout;
  private final String owner;
  private final SortedMap<Group, SortedMap<String, Integer>> published = new TreeMap<>();
  private final SortedMap<Group, SortedMap<String, Integer>> observed = new TreeMap<>();
  private final SortedMap<Group, Ownership> claims = new TreeMap<>();
  private final SortedMap<String, Ownership> written = new TreeMap<>();

  /** What went out last; whether it arrived is told by what is seen. */
  private final SortedMap<String, Ownership> sent = new TreeMap<>();

  private volatile SortedMap<RecordKey, RecordData> records = Collections.emptySortedMap();

  /** What had drifted when the zone was last seen before something was done. */
  private List<String> driftBefore = List.of();

  Book(Layout layout, String owner) {
    this.layout = layout;
    this.owner = owner;
  }

  /** The records of our scopes, as last seen or written. */
  SortedMap<RecordKey, RecordData> records() {
    return records;
  }

  /** Takes note of what the zone says. */
  void seen(ZoneContent there) {
    observed.clear();
    claims.clear();
    SortedMap<RecordKey, RecordData> ours = new TreeMap<>();
    Census.of(there, layout)
        .ownedBy(owner)
        .forEach(scope -> ours.putAll(scope.getValue().records()));
    records = Collections.unmodifiableSortedMap(ours);
    Census.of(there, layout)
        .scopes()
        .forEach(
            (name, scope) -> {
              layout.shares(name, scope.records()).forEach((g, s) -> saw(g, s, scope));
            });
  }

  private void saw(Group group, SortedMap<String, Integer> shares, Census.Scope scope) {
    observed.put(group, shares);
    scope.claim().ifPresent(claim -> claims.put(group, claim));
    if (scope.isOf(owner) && !scope.drifted() && !published.containsKey(group)) {
      published.put(group, shares); // written before this process began
    }
  }

  /** Takes note of what is about to be written. */
  void sends(Plan plan) {
    sent.clear();
    plan.scopes().forEach(scope -> scope.to().ifPresent(to -> sent.put(scope.scope(), to)));
  }

  /** Takes note of what was done. */
  void applied(Plan plan, ZoneContent before) {
    driftBefore = drift(before);
    Census census = Census.of(before, layout);
    SortedMap<RecordKey, RecordData> ours = new TreeMap<>(records);
    for (ScopePlan scope : plan.scopes()) {
      ours.keySet().removeAll(census.of(scope.scope()).records().keySet());
      SortedMap<RecordKey, RecordData> left = scope.after(census.of(scope.scope()).records());
      scope
          .to()
          .ifPresentOrElse(
              to -> written.put(scope.scope(), to), () -> written.remove(scope.scope()));
      ours.putAll(left);
      Map<Group, SortedMap<String, Integer>> shares = layout.shares(scope.scope(), left);
      shares.forEach(
          (group, parts) -> {
            published.put(group, parts);
            observed.put(group, parts);
            scope.to().ifPresent(to -> claims.put(group, to));
          });
    }
    records = Collections.unmodifiableSortedMap(ours);
  }

  Round round(
      Instant at,
      String target,
      Intended intended,
      Plan plan,
      Outcome outcome,
      ZoneContent there,
      Optional<Verification> verification) {
    if (!(outcome instanceof Outcome.Applied)) {
      seen(there);
    }
    return new Round(
        at,
        target,
        intended,
        Optional.of(plan),
        outcome,
        outcome instanceof Outcome.Applied ? driftBefore : drift(there),
        verification,
        standings(intended, true));
  }

  Round unseen(Instant at, String target, Intended intended, Outcome outcome) {
    return new Round(
        at,
        target,
        intended,
        Optional.empty(),
        outcome,
        List.of(),
        Optional.empty(),
        standings(intended, false));
  }

  private List<String> drift(ZoneContent there) {
    List<String> drift = new ArrayList<>();
    Census census = Census.of(there, layout);
    census
        .ownedBy(owner)
        .forEach(
            e -> {
              if (e.getValue().drifted()) {
                drift.add(e.getKey() + " holds something else than was last written there");
              }
              if (e.getValue().claim().equals(Optional.ofNullable(sent.get(e.getKey())))) {
                e.getValue().claim().ifPresent(claim -> written.put(e.getKey(), claim));
              }
              Ownership ours = written.get(e.getKey());
              Ownership found = e.getValue().claim().orElse(ours);
              if (ours != null && found != null && found.generation() > ours.generation()) {
                drift.add(
                    e.getKey()
                        + " was written by another who calls himself "
                        + owner
                        + ": "
                        + found
                        + " stands, we wrote "
                        + ours);
                written.put(e.getKey(), found);
              }
            });
    written.keySet().stream()
        .filter(scope -> !census.of(scope).isOf(owner))
        .forEach(scope -> drift.add(scope + " lost the ownership record that we wrote"));
    return drift;
  }

  private SortedMap<Group, Standing> standings(Intended intended, boolean seen) {
    SortedMap<Group, Standing> standings = new TreeMap<>();
    intended
        .shares()
        .forEach(
            (group, shares) ->
                standings.put(
                    group,
                    new Standing(
                        layout.parts(),
                        shares.inParts(layout.parts()),
                        Optional.ofNullable(published.get(group)),
                        seen ? Optional.ofNullable(observed.get(group)) : Optional.empty(),
                        Optional.ofNullable(claims.get(group)))));
    return standings;
  }
}
