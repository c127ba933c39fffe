package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Ownership;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.model.Group;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One round of keeping a zone in step, whole.
 *
 * @param at when it began
 * @param target the backend and its zone
 * @param plan what had to be done; empty if the zone could not be seen
 * @param drift what somebody else had changed at names of ours since we last wrote
 * @param verification what the servers answered, where something was done
 * @param scopes how each (service, region) stands after it
 */
public record Round(
    Instant at,
    String target,
    Intended intended,
    Optional<Plan> plan,
    Outcome outcome,
    List<String> drift,
    Optional<Verification> verification,
    SortedMap<Group, Standing> scopes) {
  public Round {
    drift = List.copyOf(drift);
    scopes = Collections.unmodifiableSortedMap(new TreeMap<>(scopes));
  }

  /**
   * The shares of one (service, region) in a backend's own parts, by host name.
   *
   * @param parts what makes a whole
   * @param intended what the snapshot wants, in parts
   * @param published what we wrote last; empty before we wrote anything
   * @param observed what the zone says; empty if it could not be seen, or says nothing
   * @param ownership the record that stands there
   */
  public record Standing(
      int parts,
      SortedMap<String, Integer> intended,
      Optional<SortedMap<String, Integer>> published,
      Optional<SortedMap<String, Integer>> observed,
      Optional<Ownership> ownership) {}

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(target).append(": ").append(outcome);
    drift.forEach(d -> text.append("\n  drift: ").append(d));
    plan.filter(p -> !p.isEmpty()).ifPresent(p -> text.append("\n").append(p));
    verification.ifPresent(v -> text.append("\n").append(v));
    return text.toString();
  }
}
