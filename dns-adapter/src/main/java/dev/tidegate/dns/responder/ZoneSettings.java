package dev.tidegate.dns.responder;

import dev.tidegate.model.Access;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The zone that is answered for.
 *
 * @param zone absolute
 * @param ns the names it is delegated to, absolute, outside of the zone
 * @param ttlSeconds of answers, 1..20
 * @param services by id
 * @param regions ids of all regions that have a name of their own
 */
public record ZoneSettings(
    String zone,
    List<String> ns,
    int ttlSeconds,
    SortedMap<String, Served> services,
    SortedSet<String> regions) {
  /** A resolver that kept an answer for longer would stand for a share of its own. */
  public static final int LONGEST_TTL = 20;

  public ZoneSettings {
    ns = List.copyOf(ns);
    services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    regions = Collections.unmodifiableSortedSet(new TreeSet<>(regions));
    if (ttlSeconds < 1 || ttlSeconds > LONGEST_TTL) {
      throw new IllegalArgumentException(
          "ttl must be within 1.." + LONGEST_TTL + " s: " + ttlSeconds);
    }
  }

  /**
   * A service that has names.
   *
   * @param ordinaryTtl what its snapshot says while nothing is wrong, seconds
   */
  public record Served(int ordinaryTtl, SortedMap<String, Route> cdns) {
    public Served {
      cdns = Collections.unmodifiableSortedMap(new TreeMap<>(cdns));
    }
  }

  /**
   * Where DNS sends viewers of a CDN. Addresses win over the host: a name that is an alias for one
   * type and has addresses for another is none that a resolver can keep.
   */
  public record Route(Optional<String> host, List<InetAddress> addresses, Access access) {
    public Route {
      addresses = List.copyOf(addresses);
    }
  }
}
