package dev.tidegate.engine;

import dev.tidegate.model.Group;
import dev.tidegate.model.Policy;
import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.TrialDigest;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What steering is worth: bad session-time of steered sessions beside that of sessions held out, in
 * the same group at the same time, over a half-life of half an hour. Sessions fall to an arm by the
 * hash of their name, so nothing but the steering differs.
 */
final class Trials {
  private static final double HALF_LIFE = 1800;
  private static final double ENOUGH = 100;
  private static final double CI95 = 1.96;

  /** Decayed counts of one arm: stalled of watched seconds, failed of requests. */
  private static final class Arm {
    double watched;
    double stalled;
    double watchedSq;
    double requests;
    double errors;
    double requestsSq;

    void age(double keep) {
      watched *= keep;
      stalled *= keep;
      watchedSq *= keep * keep;
      requests *= keep;
      errors *= keep;
      requestsSq *= keep * keep;
    }

    void carry(Tape t) {
      watched = t.real(watched);
      stalled = t.real(stalled);
      watchedSq = t.real(watchedSq);
      requests = t.real(requests);
      errors = t.real(errors);
      requestsSq = t.real(requestsSq);
    }

    void add(Counts counts) {
      watched += counts.get(Count.WATCHED_MS) * 1e-6;
      stalled += counts.get(Count.STALLED_MS) * 1e-6;
      watchedSq += counts.get(Count.WATCHED_SQ) * 1e-3;
      requests += counts.get(Count.REQUESTS) * 1e-3;
      errors += counts.get(Count.ERRORS) * 1e-3;
      requestsSq += counts.get(Count.REQUESTS_SQ) * 1e-3;
    }
  }

  private final SortedMap<Group, Arm[]> arms = new TreeMap<>();

  void carry(Tape t) {
    t.map(arms, Group.of("-", "-"), Tape::group, new Arm[0], Trials::carry);
  }

  private static Arm[] carry(Tape t, Arm[] both) {
    Arm[] carried = t.plays() ? new Arm[] {new Arm(), new Arm()} : both;
    carried[0].carry(t);
    carried[1].carry(t);
    return carried;
  }

  /** Takes in what came in {@code seconds}. */
  void add(List<TrialDigest> digests, double seconds) {
    double keep = StrictMath.pow(0.5, seconds / HALF_LIFE);
    for (Arm[] both : arms.values()) {
      both[0].age(keep);
      both[1].age(keep);
    }
    for (TrialDigest digest : digests) {
      Arm[] both =
          arms.computeIfAbsent(digest.group().regional(), g -> new Arm[] {new Arm(), new Arm()});
      both[digest.heldOut() ? 1 : 0].add(digest.counts());
    }
  }

  /** Forgets groups that are not configured. */
  void retain(java.util.Set<Group> groups) {
    arms.keySet().retainAll(groups);
  }

  /** The difference so far; empty until both arms hold {@value #ENOUGH} effective samples. */
  Optional<Situation.Effect> effect(Group group, Policy policy) {
    Arm[] both = arms.isEmpty() ? null : arms.get(group);
    if (both == null) {
      return Optional.empty();
    }
    Arm a = both[0];
    Arm b = both[1];
    Optional<Situation.Effect> stalls =
        effect(
            a.stalled,
            a.watched,
            a.watchedSq,
            b.stalled,
            b.watched,
            b.watchedSq,
            policy.get(Policy.Key.CLUSTERING_STALL));
    return stalls.isPresent()
        ? stalls
        : effect(
            a.errors,
            a.requests,
            a.requestsSq,
            b.errors,
            b.requests,
            b.requestsSq,
            policy.get(Policy.Key.CLUSTERING_FAILURE));
  }

  private static Optional<Situation.Effect> effect(
      double x1, double n1, double sq1, double x2, double n2, double sq2, double phi) {
    double samples1 = sq1 > 0 ? n1 * n1 / sq1 : 0;
    double samples2 = sq2 > 0 ? n2 * n2 / sq2 : 0;
    if (samples1 < ENOUGH || samples2 < ENOUGH) {
      return Optional.empty();
    }
    double steered = x1 / n1;
    double held = x2 / n2;
    double p = Math.clamp((x1 + x2) / (n1 + n2), 0.0002, 0.9998);
    double error = Math.sqrt(phi * p * (1 - p) * (1 / samples1 + 1 / samples2));
    return Optional.of(new Situation.Effect(steered, held, steered - held, CI95 * error));
  }
}
