package dev.tidegate.dns.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** From what is wanted and what is there to what is to be done. Same inputs, same plan. */
public final class Planner {
  private Planner() {}

  /**
   * The least that makes the zone say what is intended: record sets that differ, and scopes of ours
   * that nothing wants any more. Says nothing of whether it may be done, see {@link Guard}.
   *
   * @param target the name that the plan carries
   * @param owner whose scopes are given up when nothing wants them
   */
  public static Plan plan(
      String target, String owner, Intended intended, ZoneContent there, Layout layout) {
    Census census = Census.of(there, layout);
    SortedMap<String, SortedMap<RecordKey, RecordData>> wanted = layout.records(intended, there);
    TreeSet<String> scopes = new TreeSet<>(wanted.keySet());
    census.ownedBy(owner).map(Map.Entry::getKey).forEach(scopes::add);
    List<ScopePlan> plans = new ArrayList<>();
    for (String scope : scopes) {
      scope(
              scope,
              owner,
              layout.form(),
              census.of(scope),
              wanted.getOrDefault(scope, Collections.emptySortedMap()))
          .ifPresent(plans::add);
    }
    return new Plan(target, intended.version(), plans);
  }

  private static Optional<ScopePlan> scope(
      String scope,
      String owner,
      String form,
      Census.Scope there,
      SortedMap<RecordKey, RecordData> wanted) {
    List<Change> changes = changes(there.records(), wanted);
    String hash = Ownership.hash(wanted);
    boolean stands =
        there.isOf(owner)
            && there.claim().map(claim -> claim.hash().equals(hash)).orElse(false)
            && !wanted.isEmpty();
    if (changes.isEmpty() && stands) {
      return Optional.empty();
    }
    long generation = there.claim().map(Ownership::generation).orElse(0L) + 1;
    Optional<Ownership> to =
        wanted.isEmpty()
            ? Optional.empty()
            : Optional.of(new Ownership(owner, form, generation, hash));
    return Optional.of(new ScopePlan(scope, there.claim(), to, changes));
  }

  private static List<Change> changes(
      SortedMap<RecordKey, RecordData> there, SortedMap<RecordKey, RecordData> wanted) {
    TreeMap<RecordKey, Change> changes = new TreeMap<>();
    wanted.forEach(
        (key, data) -> {
          RecordData before = there.get(key);
          if (before == null) {
            changes.put(key, new Change.Create(key, data));
          } else if (!before.equals(data)) {
            changes.put(key, new Change.Update(key, before, data));
          }
        });
    there.forEach(
        (key, data) -> {
          if (!wanted.containsKey(key)) {
            changes.put(key, new Change.Delete(key, data));
          }
        });
    return List.copyOf(changes.values());
  }
}
