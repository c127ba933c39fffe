package dev.tidegate.probe;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one vantage checks.
 *
 * @param vantage where the probes run from
 * @param region the region the vantage speaks for; empty if it speaks for the CDNs as a whole
 * @param targets no two with the same service, cdn and name
 */
public record ProbePlan(String vantage, Optional<String> region, List<ProbeTarget> targets) {

  public ProbePlan {
    if (vantage.isBlank()) {
      throw new IllegalArgumentException("a vantage needs an id");
    }
    targets = List.copyOf(targets);
    Set<ProbeTarget.Id> seen = new HashSet<>();
    for (ProbeTarget target : targets) {
      if (!seen.add(target.id())) {
        throw new IllegalArgumentException("two probes are called " + target.id());
      }
    }
  }
}
