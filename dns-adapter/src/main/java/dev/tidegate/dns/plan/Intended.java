package dev.tidegate.dns.plan;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the snapshot wants resolvers to be told.
 *
 * @param version of the snapshot
 * @param shares by (service, region); without the tables of single networks, as resolvers stand for
 *     regions at best
 */
public record Intended(String version, SortedMap<Group, Shares> shares) {
  public Intended {
    shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
  }

  /**
   * From CDN to the host name that DNS may point at, for those that every viewer may be offered.
   */
  public interface Hosts {
    /** By CDN id; a CDN that is missing has no name, or is not for everyone. */
    Map<String, String> of(String service);
  }

  /**
   * Reads the snapshot. CDNs without a host, and those that are not offered to unknown viewers, are
   * left out and their share is spread over the others; a group in which nobody is left is left out
   * whole.
   */
  public static Intended of(
      SteeringSnapshot snapshot,
      Collection<String> services,
      Collection<String> regions,
      Hosts hosts) {
    SortedMap<Group, Shares> shares = new TreeMap<>();
    for (String service : services) {
      Map<String, String> names = hosts.of(service);
      for (String region : regions) {
        snapshot
            .find(service, region, Optional.empty())
            .flatMap(answer -> shares(answer, names))
            .ifPresent(found -> shares.put(Group.of(service, region), found));
      }
    }
    return new Intended(snapshot.version().toString(), shares);
  }

  private static Optional<Shares> shares(GroupAnswer answer, Map<String, String> names) {
    Map<String, Double> kept = new TreeMap<>();
    SortedMap<String, String> hosts = new TreeMap<>();
    double sum = 0;
    for (Map.Entry<String, Integer> share : answer.weights().shares().entrySet()) {
      String host = names.get(share.getKey());
      if (host != null) {
        kept.put(share.getKey(), share.getValue().doubleValue());
        hosts.put(share.getKey(), host);
        sum += share.getValue();
      }
    }
    return sum > 0 ? Optional.of(new Shares(Weights.ofProportions(kept), hosts)) : Optional.empty();
  }
}
