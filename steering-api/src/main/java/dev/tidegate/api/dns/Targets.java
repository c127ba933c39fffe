package dev.tidegate.api.dns;

import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.config.TidegateConfig.CdnDetail;
import dev.tidegate.api.config.TidegateConfig.DnsTarget;
import dev.tidegate.dns.plan.Intended;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.powerdns.LuaLayout;
import dev.tidegate.dns.powerdns.PowerDnsBackend;
import dev.tidegate.dns.powerdns.RegionChoice;
import dev.tidegate.dns.reconcile.Backend;
import dev.tidegate.dns.reconcile.CarefulBackend;
import dev.tidegate.dns.reconcile.Reconciler;
import dev.tidegate.dns.reconcile.Verifier;
import dev.tidegate.dns.rfc2136.BucketLayout;
import dev.tidegate.dns.rfc2136.Rfc2136Backend;
import dev.tidegate.dns.rfc2136.TsigSigner;
import dev.tidegate.dns.route53.Credentials;
import dev.tidegate.dns.route53.Route53Backend;
import dev.tidegate.dns.route53.WeightedLayout;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Region;
import dev.tidegate.model.Service;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** From the configuration's {@code dns-targets} to what keeps them in step. */
public final class Targets {
  private static final int DNS = 53;

  /** How long the authoritative servers may take to answer as written, before that is said. */
  private static final Duration VERIFY_WITHIN = Duration.ofSeconds(5);

  /**
   * How long newer weights wait for a change to be everywhere on Route 53, which takes up to a
   * minute: in an incident the next step matters more than the proof of the last.
   */
  private static final Duration IN_SYNC_WITHIN = Duration.ofSeconds(10);

  /** Prefixes of one region that its test in a LUA record names. */
  private static final int MOST_PREFIXES = 64;

  private Targets() {}

  /**
   * What keeps one target in step.
   *
   * @param clock whose time stands in signatures and rounds
   * @param maxChange in place of the configured bound on names made or removed
   */
  public static Reconciler reconciler(
      TidegateConfig config, DnsTarget target, Clock clock, Optional<Double> maxChange) {
    int ttl = Math.toIntExact(target.ttl().toSeconds());
    Backend backend =
        switch (target.kind()) {
          case "rfc2136" -> rfc2136(target, ttl, clock);
          case "powerdns" -> powerdns(config, target, ttl);
          case "route53" -> route53(config, target, ttl);
          default -> throw new IllegalArgumentException("no backend of kind " + target.kind());
        };
    return new Reconciler(
        new CarefulBackend(backend),
        new Verifier(
            target.zone(), verified(target), written(target, verified(target)), VERIFY_WITHIN),
        new Limits(target.owner(), target.zone(), maxChange.orElse(target.maxChange())),
        clock);
  }

  private static Backend rfc2136(DnsTarget target, int ttl, Clock clock) {
    Map<String, String> settings = target.settings();
    Optional<TsigSigner> signer =
        Optional.ofNullable(settings.get("key.name"))
            .map(
                name ->
                    new TsigSigner(
                        name,
                        settings.getOrDefault("key.algorithm", "hmac-sha256"),
                        settings.getOrDefault("key.secret", "")));
    return new Rfc2136Backend(
        address(settings.getOrDefault("server", "")),
        target.zone(),
        signer,
        buckets(target),
        ttl,
        clock);
  }

  /** How an rfc2136 target says shares. */
  static BucketLayout buckets(DnsTarget target) {
    return new BucketLayout(
        target.zone(),
        target.services().isEmpty() ? "" : target.services().getFirst(),
        target.regions(),
        Math.toIntExact(target.ttl().toSeconds()));
  }

  private static Backend powerdns(TidegateConfig config, DnsTarget target, int ttl) {
    boolean countries = Boolean.parseBoolean(target.settings().get("country-database"));
    LuaLayout layout =
        new LuaLayout(
            target.zone(), target.services(), target.regions(), choices(config), countries, ttl);
    return new PowerDnsBackend(
        URI.create(target.settings().getOrDefault("url", "")),
        target.zone(),
        target.settings().getOrDefault("api-key", ""),
        layout,
        ttl);
  }

  private static Backend route53(TidegateConfig config, DnsTarget target, int ttl) {
    Map<String, String> settings = target.settings();
    WeightedLayout layout =
        new WeightedLayout(
            target.zone(), target.services(), target.regions(), Locations.of(config), ttl);
    return new Route53Backend(
        settings.getOrDefault("hosted-zone", ""),
        target.zone(),
        Optional.ofNullable(settings.get("access-key-id"))
            .map(id -> new Credentials(id, settings.getOrDefault("secret-access-key", ""))),
        Optional.ofNullable(settings.get("endpoint")).map(URI::create),
        layout,
        ttl,
        IN_SYNC_WITHIN);
  }

  /** Regions as a server can tell them apart: those of longer prefixes first, countries last. */
  private static List<RegionChoice> choices(TidegateConfig config) {
    Map<String, List<String>> prefixes = new TreeMap<>();
    config
        .geo()
        .prefixes()
        .forEach((p, region) -> prefixes.computeIfAbsent(region, r -> new ArrayList<>()).add(p));
    List<RegionChoice> choices = new ArrayList<>();
    for (TidegateConfig.Region region : config.regions().values()) {
      if (!region.id().equals(Region.DEFAULT)) {
        List<String> own =
            prefixes.getOrDefault(region.id(), List.of()).stream()
                .sorted()
                .limit(MOST_PREFIXES)
                .toList();
        choices.add(new RegionChoice(region.id(), own, region.countries()));
      }
    }
    choices.sort(
        Comparator.<RegionChoice>comparingInt(c -> -longest(c))
            .thenComparing(RegionChoice::region));
    return choices;
  }

  private static int longest(RegionChoice choice) {
    return choice.prefixes().stream()
        .mapToInt(p -> Integer.parseInt(p.substring(p.indexOf('/') + 1)))
        .max()
        .orElse(0);
  }

  /** Whom to ask whether it is served: as configured, else the server that is written to. */
  private static List<InetSocketAddress> verified(DnsTarget target) {
    if (!target.verify().isEmpty()) {
      return target.verify().stream().map(Targets::address).toList();
    }
    return switch (target.kind()) {
      case "rfc2136" -> List.of(address(target.settings().getOrDefault("server", "")));
      case "powerdns" ->
          List.of(
              new InetSocketAddress(
                  URI.create(target.settings().getOrDefault("url", "")).getHost(), DNS));
      default -> List.of();
    };
  }

  /**
   * Which of those that are asked is written to. PowerDNS is written to by HTTP, so it is told by
   * its host; where none of them has that, it is the first.
   */
  private static Set<InetSocketAddress> written(DnsTarget target, List<InetSocketAddress> asked) {
    if (target.kind().equals("powerdns")) {
      String host = URI.create(target.settings().getOrDefault("url", "")).getHost();
      return asked.stream()
          .filter(server -> server.getHostString().equals(host))
          .findFirst()
          .or(() -> asked.stream().findFirst())
          .map(Set::of)
          .orElse(Set.of());
    }
    String server = target.settings().getOrDefault("server", "");
    return server.isEmpty() ? Set.of() : Set.of(address(server));
  }

  /** {@code host}, {@code host:port} or {@code [address]:port}. */
  static InetSocketAddress address(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.lastIndexOf(']') && colon >= 0;
    String host = port ? authority.substring(0, colon) : authority;
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new InetSocketAddress(
        bare, port ? Integer.parseInt(authority.substring(colon + 1)) : DNS);
  }

  /** What a snapshot wants of a target. CDNs that are not for everyone have no share in DNS. */
  public static Intended intended(
      TidegateConfig config, DnsTarget target, SteeringSnapshot snapshot) {
    return Intended.of(
        snapshot, target.services(), target.regions().keySet(), service -> hosts(config, service));
  }

  /** The host names of a service's CDNs that everyone may be offered. */
  static Map<String, String> hosts(TidegateConfig config, String service) {
    Map<String, String> hosts = new TreeMap<>();
    TidegateConfig.ServiceDetail detail = config.services().get(service);
    Service model = config.setup().services().get(service);
    if (detail != null && model != null) {
      for (CdnDetail cdn : detail.cdns().values()) {
        Cdn known = model.cdns().get(cdn.id());
        if (known != null && known.access().open()) {
          cdn.dns().ifPresent(host -> hosts.put(cdn.id(), host));
        }
      }
    }
    return hosts;
  }
}
