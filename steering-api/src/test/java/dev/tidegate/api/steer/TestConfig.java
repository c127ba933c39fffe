package dev.tidegate.api.steer;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.model.Access;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Policy;
import dev.tidegate.model.Pool;
import dev.tidegate.model.Region;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A configuration for tests: region in-west and network jio; services {@code live} (trusts clients'
 * region), {@code plain} (does not), {@code signed} (wants tokens), {@code vod} (buckets by
 * content) and {@code fenced} (cdn-b for jio only, cdn-c not in the US nor on old-tv).
 */
public final class TestConfig {
  /** Weights of every service: 50, 30, 20. */
  public static final List<String> CDNS = List.of("cdn-a", "cdn-b", "cdn-c");

  private final TreeMap<String, Service> services = new TreeMap<>();
  private final TreeMap<String, TidegateConfig.ServiceDetail> details = new TreeMap<>();
  private final TreeMap<String, Pool> pools = new TreeMap<>();
  private Optional<TidegateConfig.Tls> tls = Optional.empty();
  private Optional<Path> city = Optional.empty();

  private TestConfig() {
    service("live", 10, true, false, TidegateConfig.BucketKey.SESSION, Map.of());
    service("plain", 5, false, false, TidegateConfig.BucketKey.SESSION, Map.of());
    service("signed", 10, true, true, TidegateConfig.BucketKey.SESSION, Map.of());
    service("vod", 30, false, false, TidegateConfig.BucketKey.CONTENT, Map.of());
    Access.Rule open = Access.Rule.OPEN;
    service(
        "fenced",
        10,
        true,
        true,
        TidegateConfig.BucketKey.SESSION,
        Map.of(
            "cdn-b", new Access(new Access.Rule(Set.of("jio"), Set.of()), open, open),
            "cdn-c",
                new Access(
                    open,
                    new Access.Rule(Set.of(), Set.of("US")),
                    new Access.Rule(Set.of(), Set.of("old-tv")))));
  }

  public static TestConfig create() {
    return new TestConfig();
  }

  public TestConfig tls(Path cert, Path key) {
    tls = Optional.of(new TidegateConfig.Tls(cert, key));
    return this;
  }

  public TestConfig city(Path file) {
    city = Optional.of(file);
    return this;
  }

  private void service(
      String id,
      int ttl,
      boolean trust,
      boolean signed,
      TidegateConfig.BucketKey key,
      Map<String, Access> access) {
    Map<String, Double> weights = Map.of("cdn-a", 50.0, "cdn-b", 30.0, "cdn-c", 20.0);
    TreeMap<String, Cdn> cdns = new TreeMap<>();
    TreeMap<String, TidegateConfig.CdnDetail> how = new TreeMap<>();
    for (String cdn : CDNS) {
      String pool = id + "/" + cdn;
      cdns.put(
          cdn,
          new Cdn(
              cdn,
              pool,
              weights.getOrDefault(cdn, 0.0),
              0,
              access.getOrDefault(cdn, Access.OPEN),
              OptionalDouble.empty()));
      pools.put(
          pool,
          new Pool(
              pool,
              Optional.empty(),
              new TreeMap<>(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              Optional.empty()));
      how.put(
          cdn,
          new TidegateConfig.CdnDetail(
              cdn,
              URI.create("https://" + cdn + ".example.com/p"),
              List.of(cdn + ".example.com"),
              Optional.empty(),
              List.of(),
              new TidegateConfig.Sign("none", Map.of())));
    }
    services.put(
        id,
        new Service(
            id,
            Duration.ofSeconds(ttl),
            Duration.ofSeconds(Math.min(5, ttl)),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            1,
            5e6,
            Optional.empty(),
            Rollout.FULL,
            cdns,
            new TreeMap<>(),
            Policy.STANDARD));
    details.put(
        id,
        new TidegateConfig.ServiceDetail(
            id, trust, signed, key, TidegateConfig.Pick.URL, how, List.of(), List.of()));
  }

  public TidegateConfig build() {
    SortedMap<String, TidegateConfig.Region> regions = new TreeMap<>();
    region(regions, "in-west", Optional.of("in"), List.of("IN"), List.of("IN-MH", "IN-GJ"));
    region(regions, "in-south", Optional.of("in"), List.of("IN"), List.of("IN-TN"));
    region(regions, "in", Optional.empty(), List.of("IN"), List.of());
    region(regions, "eu-fr", Optional.of("eu"), List.of("FR"), List.of("FR-75"));
    region(regions, "eu", Optional.empty(), List.of(), List.of());
    region(regions, "default", Optional.empty(), List.of(), List.of());
    SortedMap<String, Region> modelRegions = new TreeMap<>();
    regions.forEach((id, r) -> modelRegions.put(id, new Region(id, r.parent())));
    SortedMap<String, TidegateConfig.Network> networks =
        new TreeMap<>(Map.of("jio", new TidegateConfig.Network("jio", List.of(55836L))));
    Map<String, String> prefixes = new HashMap<>();
    prefixes.put("10.1.0.0/16", "in-west");
    prefixes.put("10.1.2.0/24", "in-south");
    prefixes.put("2001:db8:1::/48", "in-west");
    return new TidegateConfig(
        new TidegateConfig.Server(
            new TidegateConfig.PublicPlane(
                "127.0.0.1",
                0,
                URI.create("https://steer.example.com"),
                URI.create("https://edge.example.com"),
                tls),
            new TidegateConfig.OperatorPlane("127.0.0.1", 0, Optional.empty(), false)),
        new TidegateConfig.Dns(
            false, "127.0.0.1", 0, Optional.empty(), List.of(), Duration.ofSeconds(20), 0),
        new TidegateConfig.Store.Embedded(Path.of("data")),
        new TidegateConfig.Recording(
            false, Path.of("data/recordings"), 2L << 30, Duration.ofMinutes(10)),
        new TidegateConfig.Security(List.of(), Optional.empty(), false, Optional.empty()),
        Duration.ofSeconds(1),
        new TidegateConfig.Vantage("local", Optional.empty()),
        Optional.empty(),
        Duration.ofSeconds(2),
        regions,
        networks,
        new TidegateConfig.Geo(
            city, Optional.empty(), prefixes, List.of("127.0.0.0/8"), "X-Forwarded-For"),
        details,
        List.of(),
        new Setup(modelRegions, new TreeSet<>(networks.keySet()), pools, services));
  }

  private static void region(
      SortedMap<String, TidegateConfig.Region> regions,
      String id,
      Optional<String> parent,
      List<String> countries,
      List<String> subdivisions) {
    regions.put(id, new TidegateConfig.Region(id, parent, countries, subdivisions));
  }
}
