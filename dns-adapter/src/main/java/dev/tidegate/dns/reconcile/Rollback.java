package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Census;
import dev.tidegate.dns.plan.Change;
import dev.tidegate.dns.plan.Ownership;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.ScopePlan;
import java.util.List;
import java.util.Optional;

/** Taking back is a plan like any other, forward in generations. */
final class Rollback {
  private Rollback() {}

  /** The plan that leaves what stood before {@code plan}. */
  static Plan of(Plan plan) {
    return new Plan(
        plan.target(), plan.version(), plan.scopes().stream().map(Rollback::scope).toList());
  }

  /** What of {@code plan} still stands in the zone, as its ownership records tell. */
  static Plan left(Plan plan, Census there) {
    return new Plan(
        plan.target(),
        plan.version(),
        plan.scopes().stream()
            .filter(scope -> there.of(scope.scope()).claim().equals(scope.to()))
            .toList());
  }

  private static ScopePlan scope(ScopePlan done) {
    long next = done.to().or(done::from).map(Ownership::generation).orElse(0L) + 1;
    Optional<Ownership> to =
        done.from().map(f -> new Ownership(f.owner(), f.form(), next, f.hash()));
    List<Change> back = done.changes().stream().map(Rollback::inverse).toList();
    return new ScopePlan(done.scope(), done.to(), to, back);
  }

  private static Change inverse(Change change) {
    return switch (change) {
      case Change.Create(var key, var after) -> new Change.Delete(key, after);
      case Change.Update(var key, var before, var after) -> new Change.Update(key, after, before);
      case Change.Delete(var key, var before) -> new Change.Create(key, before);
    };
  }
}
