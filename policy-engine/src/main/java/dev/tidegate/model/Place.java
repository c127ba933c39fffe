package dev.tidegate.model;

import java.util.Comparator;

/**
 * Where viewers of a service are: a region and a network in it.
 *
 * @param service the service's id
 * @param region the region's id
 * @param network the player's network group, {@value #OTHER} when it is none of the named ones
 */
public record Place(String service, String region, String network) implements Comparable<Place> {
  /** The network of all players whose ASN is in no named group. */
  public static final String OTHER = "other";

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::service)
          .thenComparing(Place::region)
          .thenComparing(Place::network);

  public Place {
    Ids.require("service", service);
    Ids.require("region", region);
    Ids.require("network", network);
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return service + "/" + region + "~" + network;
  }
}
