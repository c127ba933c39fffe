package dev.tidegate.dns.plan;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is to be done to the names of one scope, together with the record that says whose they are.
 *
 * @param scope absolute name
 * @param from the ownership record that must still stand when it is done; empty: there must be none
 * @param to the one that is written with it; empty: all of the scope is given up
 */
public record ScopePlan(
    String scope, Optional<Ownership> from, Optional<Ownership> to, List<Change> changes) {
  public ScopePlan {
    changes = List.copyOf(changes);
  }

  /** The record sets made and removed: re-pointing is not counted. */
  public long madeOrRemoved() {
    return changes.stream().filter(c -> !(c instanceof Change.Update)).count();
  }

  /** The records that it leaves of {@code before}. */
  public SortedMap<RecordKey, RecordData> after(SortedMap<RecordKey, RecordData> before) {
    SortedMap<RecordKey, RecordData> left = new TreeMap<>(before);
    for (Change change : changes) {
      switch (change) {
        case Change.Create(var key, var after) -> left.put(key, after);
        case Change.Update(var key, var _, var after) -> left.put(key, after);
        case Change.Delete(var key, var _) -> left.remove(key);
      }
    }
    return left;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scope).append(": ");
    text.append(from.map(Ownership::toString).orElse("unclaimed")).append(" -> ");
    text.append(to.map(Ownership::toString).orElse("given up"));
    changes.forEach(change -> text.append("\n  ").append(change));
    return text.toString();
  }
}
