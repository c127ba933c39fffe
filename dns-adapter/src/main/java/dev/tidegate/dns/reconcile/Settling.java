package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Census;
import dev.tidegate.dns.plan.Ownership;
import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.plan.ScopePlan;
import java.util.Optional;

/**
 * Carries a plan out. Where its end is not known, the ownership records tell: ours, or not, or
 * still the old.
 */
final class Settling {
  private enum Settled {
    DONE,
    NOT_DONE,
    NEITHER
  }

  private Settling() {}

  /** Returns when the zone holds it. */
  static void carryOut(Backend backend, Plan plan) throws BackendException {
    try {
      backend.apply(plan);
    } catch (BackendException e) {
      if (e.kind() != BackendException.Kind.UNKNOWN) {
        throw e;
      }
      switch (settle(backend, plan)) {
        case DONE -> {
          // it stands, and that is all that was to be known
        }
        case NOT_DONE -> backend.apply(plan);
        case NEITHER ->
            throw new BackendException(
                BackendException.Kind.CONFLICT,
                "after an answer was lost the zone holds neither what was nor what we sent",
                e);
      }
    }
  }

  private static Settled settle(Backend backend, Plan plan) throws BackendException {
    Census census = Census.of(backend.observe(), backend.layout());
    int done = 0;
    int notDone = 0;
    for (ScopePlan scope : plan.scopes()) {
      Optional<Ownership> claim = census.of(scope.scope()).claim();
      done += claim.equals(scope.to()) ? 1 : 0;
      notDone += claim.equals(scope.from()) ? 1 : 0;
    }
    int all = plan.scopes().size();
    return done == all ? Settled.DONE : notDone == all ? Settled.NOT_DONE : Settled.NEITHER;
  }
}
