package dev.tidegate.model;

import java.util.Comparator;
import java.util.Optional;

/**
 * What owns a bucket table: a service in a region, or one network of it while that network departs
 * from its region.
 */
public record Group(String service, String region, Optional<String> network)
    implements Comparable<Group> {
  private static final Comparator<Group> ORDER =
      Comparator.comparing(Group::service)
          .thenComparing(Group::region)
          .thenComparing(g -> g.network().orElse(""));

  public Group {
    Ids.require("service", service);
    Ids.require("region", region);
    network.ifPresent(n -> Ids.require("network", n));
  }

  public static Group of(String service, String region) {
    return new Group(service, region, Optional.empty());
  }

  public static Group of(String service, String region, String network) {
    return new Group(service, region, Optional.of(network));
  }

  /** The region's group, whatever network this one is of. */
  public Group regional() {
    return network.isEmpty() ? this : of(service, region);
  }

  @Override
  public int compareTo(Group other) {
    return ORDER.compare(this, other);
  }

  /** {@code live/in-west} or {@code live/in-west~jio}. */
  @Override
  public String toString() {
    return service + "/" + region + network.map(n -> "~" + n).orElse("");
  }
}
