package dev.tidegate.api.geo;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.model.Place;
import dev.tidegate.model.Region;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a client's address to its region, network and country: configured prefixes first, then the
 * databases (subdivision before country), then region {@value Region#DEFAULT}. Thread-safe; made
 * anew when the configuration changes.
 */
public final class Geo {
  /** Hops looked at in a forwarding header, from the right. */
  private static final int MAX_HOPS = 32;

  /** A network that is known, and is none of the named ones. */
  private static final Optional<String> OTHER = Optional.of(Place.OTHER);

  private final RegionRules rules;
  private final PrefixTable<String> prefixes;
  private final PrefixTable<Boolean> trustedProxies;
  private final String clientIpHeader;
  private final Map<Long, Optional<String>> networkByAsn = new HashMap<>();
  private final Set<String> networks;
  private final @Nullable MmdbFile city;
  private final @Nullable MmdbFile asn;

  /** What a request says of its client beside its address. */
  public record Claim(Optional<String> region, OptionalLong asn, Optional<String> device) {
    /** Nothing, or nothing that is believed. */
    public static final Claim NONE =
        new Claim(Optional.empty(), OptionalLong.empty(), Optional.empty());
  }

  /** Reads the databases; a fault there is a warning, not an error. */
  public Geo(TidegateConfig config) {
    TidegateConfig.Geo geo = config.geo();
    rules = new RegionRules(config.regions());
    prefixes = new PrefixTable<>(geo.prefixes());
    trustedProxies = PrefixTable.of(geo.trustedProxies());
    clientIpHeader = geo.clientIpHeader();
    for (TidegateConfig.Network network : config.networks().values()) {
      Optional<String> id = Optional.of(network.id());
      network.asns().forEach(a -> networkByAsn.put(a, id));
    }
    networks = Set.copyOf(config.networks().keySet());
    city = geo.city().map(MmdbFile::new).orElse(null);
    asn = geo.asn().map(MmdbFile::new).orElse(null);
  }

  /** Reads databases that have changed. Blocking: call it from a timer of its own. */
  public void refresh() {
    if (city != null) {
      city.refresh();
    }
    if (asn != null) {
      asn.refresh();
    }
  }

  /** The header that a trusted proxy names the client in. */
  public String clientIpHeader() {
    return clientIpHeader;
  }

  /** False if no peer's word for another address is taken, so that its header need not be read. */
  public boolean trustsProxies() {
    return !trustedProxies.isEmpty();
  }

  /** True if a region of that name is configured. */
  public boolean knowsRegion(String region) {
    return rules.knows(region);
  }

  /**
   * The client's own address: the peer's, or, where that is a trusted proxy, the right-most one in
   * its header that is not.
   *
   * @param forwarded the header's values in order, each possibly a list
   */
  public byte[] client(byte[] peer, List<String> forwarded) {
    byte[] client = Addresses.unmapped(peer);
    if (forwarded.isEmpty() || trustedProxies.find(client).isEmpty()) {
      return client;
    }
    int hops = 0;
    for (int i = forwarded.size() - 1; i >= 0; i--) {
      String value = forwarded.get(i);
      for (int end = value.length(); end >= 0 && hops < MAX_HOPS; hops++) {
        int comma = value.lastIndexOf(',', end - 1);
        Optional<byte[]> hop = Addresses.parse(value.substring(comma + 1, end));
        if (hop.isEmpty()) {
          return client;
        }
        client = hop.get();
        if (trustedProxies.find(client).isEmpty()) {
          return client;
        }
        end = comma;
      }
    }
    return client;
  }

  /** Where a client is; {@code claim} is believed, so it is handed in only where it may be. */
  public Viewer locate(byte[] client, Claim claim) {
    Optional<String> named = claim.region();
    Optional<String> known =
        named.isPresent() && rules.knows(named.get()) ? named : prefixes.find(client);
    OptionalLong number = claim.asn().isPresent() ? claim.asn() : asnOf(client);
    Optional<String> network =
        number.isPresent()
            ? networkByAsn.getOrDefault(number.getAsLong(), OTHER)
            : Optional.empty();
    return city == null
        ? viewer(known, countryOf(known), network, claim, client)
        : inCity(city.find(client), known, network, claim, client);
  }

  private Optional<String> countryOf(Optional<String> region) {
    return region.isPresent() ? rules.countryOf(region.get()) : Optional.empty();
  }

  /** By what the database says of the client, where {@code known} says nothing. */
  private Viewer inCity(
      Optional<Map<?, ?>> record,
      Optional<String> known,
      Optional<String> network,
      Claim claim,
      byte[] client) {
    Optional<String> country = record.flatMap(r -> text(r.get("country"), "iso_code"));
    Optional<String> subdivision =
        record.flatMap(r -> first(r.get("subdivisions"))).flatMap(s -> text(s, "iso_code"));
    Optional<String> region = known.or(() -> rules.find(country, joined(country, subdivision)));
    return viewer(region, countryOf(known).or(() -> country), network, claim, client);
  }

  private static Viewer viewer(
      Optional<String> region,
      Optional<String> country,
      Optional<String> network,
      Claim claim,
      byte[] client) {
    return new Viewer(
        region.orElse(Region.DEFAULT),
        network.orElse(Place.OTHER),
        network,
        country,
        claim.device(),
        Addresses.prefix(client));
  }

  /**
   * A viewer of whom only the place is known: at an edge, whose cache answers for everyone there.
   *
   * @param network a configured one or {@code other}; anything else counts as not known
   */
  public Viewer at(String region, Optional<String> network) {
    String place = rules.knows(region) ? region : Region.DEFAULT;
    Optional<String> known = network.filter(n -> n.equals(Place.OTHER) || networks.contains(n));
    return new Viewer(
        place, known.orElse(Place.OTHER), known, rules.countryOf(place), Optional.empty(), 0);
  }

  private OptionalLong asnOf(byte[] client) {
    return asn == null
        ? OptionalLong.empty()
        : asn.find(client)
            .map(r -> r.get("autonomous_system_number"))
            .map(n -> n instanceof Number v ? OptionalLong.of(v.longValue()) : OptionalLong.empty())
            .orElse(OptionalLong.empty());
  }

  private static Optional<String> joined(Optional<String> country, Optional<String> subdivision) {
    return country.flatMap(c -> subdivision.map(s -> c + "-" + s));
  }

  private static Optional<Object> first(@Nullable Object list) {
    return list instanceof List<?> l && !l.isEmpty() ? Optional.of(l.getFirst()) : Optional.empty();
  }

  private static Optional<String> text(@Nullable Object map, String key) {
    return map instanceof Map<?, ?> m && m.get(key) instanceof String s
        ? Optional.of(s)
        : Optional.empty();
  }
}
