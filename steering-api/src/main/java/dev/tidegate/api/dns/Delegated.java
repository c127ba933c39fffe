package dev.tidegate.api.dns;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.config.TidegateConfig.CdnDetail;
import dev.tidegate.api.geo.Geo;
import dev.tidegate.api.geo.Viewer;
import dev.tidegate.dns.responder.DnsListener;
import dev.tidegate.dns.responder.Whereabouts;
import dev.tidegate.dns.responder.ZoneSettings;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Region;
import dev.tidegate.model.Service;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The zone that is delegated to us, by the configuration. */
public final class Delegated {
  private Delegated() {}

  /**
   * The responder; it listens once it is started.
   *
   * @param geo the one in force
   */
  public static DnsListener listener(
      TidegateConfig config, Supplier<Geo> geo, InstantSource clock, RandomGenerator random) {
    TidegateConfig.Dns dns = config.dns();
    return new DnsListener(
        new InetSocketAddress(dns.host(), dns.port()),
        address -> origin(geo.get(), address),
        dns.rateLimit(),
        clock,
        random);
  }

  private static Whereabouts.Origin origin(Geo geo, byte[] address) {
    Viewer viewer = geo.locate(address, Geo.Claim.NONE);
    return new Whereabouts.Origin(viewer.region(), viewer.knownNetwork(), viewer.country());
  }

  /**
   * What is answered for now. The zone, who answers for it and for how long are those of the start:
   * resolvers were told of them by the parent zone.
   *
   * @param start of the start
   * @param config in force
   */
  public static ZoneSettings settings(TidegateConfig.Dns start, TidegateConfig config) {
    SortedMap<String, ZoneSettings.Served> services = new TreeMap<>();
    config
        .services()
        .forEach(
            (id, detail) -> {
              Service model = config.setup().services().get(id);
              if (model != null) {
                services.put(id, served(detail, model));
              }
            });
    TreeSet<String> regions = new TreeSet<>(config.regions().keySet());
    regions.add(Region.DEFAULT);
    return new ZoneSettings(
        start.zone().orElseThrow(() -> new IllegalStateException("dns.zone is missing")),
        start.ns(),
        Math.toIntExact(start.ttl().toSeconds()),
        services,
        regions);
  }

  private static ZoneSettings.Served served(TidegateConfig.ServiceDetail detail, Service model) {
    SortedMap<String, ZoneSettings.Route> routes = new TreeMap<>();
    for (CdnDetail cdn : detail.cdns().values()) {
      Cdn known = model.cdns().get(cdn.id());
      if (known != null) {
        routes.put(
            cdn.id(),
            new ZoneSettings.Route(
                cdn.dns(),
                cdn.addresses().stream().map(InetAddress::ofLiteral).toList(),
                known.access()));
      }
    }
    return new ZoneSettings.Served(Math.toIntExact(model.ttl().toSeconds()), routes);
  }
}
