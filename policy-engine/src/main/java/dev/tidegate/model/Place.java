package dev.tidegate.model;

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

  public Place {
    Ids.require("service", service);
    Ids.require("region", region);
    Ids.require("network", network);
  }

  @Override
  public int compareTo(Place other) {
    // by hand: what a tick looks up most is a place, and a chain of comparators cost 7 % of a
    // rehearsal
    int order = service.compareTo(other.service);
    if (order == 0) {
      order = region.compareTo(other.region);
    }
    return order == 0 ? network.compareTo(other.network) : order;
  }

  @Override
  public String toString() {
    return service + "/" + region + "~" + network;
  }
}
