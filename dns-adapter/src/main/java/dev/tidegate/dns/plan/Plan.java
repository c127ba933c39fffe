package dev.tidegate.dns.plan;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is to be done to a zone, scope by scope. Printing it tells everything that would happen.
 *
 * @param target the backend and zone it is for
 * @param version of the snapshot that wants it
 */
public record Plan(String target, String version, List<ScopePlan> scopes) {
  public Plan {
    scopes = List.copyOf(scopes);
  }

  /** True if nothing is to be done. */
  public boolean isEmpty() {
    return scopes.isEmpty();
  }

  /** Record sets touched, ownership records aside. */
  public int size() {
    return scopes.stream().mapToInt(s -> s.changes().size()).sum();
  }

  /** Every name whose answers it changes, those of ownership records among them. */
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    for (ScopePlan scope : scopes) {
      names.add(Ownership.name(scope.scope()));
      scope.changes().forEach(change -> names.add(change.key().name()));
    }
    return names;
  }

  /** One line: how much of what. */
  public String summary() {
    int[] of = new int[3];
    for (ScopePlan scope : scopes) {
      for (Change change : scope.changes()) {
        of[
            switch (change) {
              case Change.Create _ -> 0;
              case Change.Update _ -> 1;
              case Change.Delete _ -> 2;
            }]++;
      }
    }
    return isEmpty()
        ? "nothing to do"
        : of[0]
            + " to make, "
            + of[1]
            + " to change, "
            + of[2]
            + " to remove in "
            + scopes.size()
            + (scopes.size() == 1 ? " scope" : " scopes");
  }

  @Override
  public String toString() {
    String head = target + ", snapshot " + version + ": " + summary();
    return isEmpty()
        ? head
        : head + "\n" + scopes.stream().map(ScopePlan::toString).collect(Collectors.joining("\n"));
  }
}
