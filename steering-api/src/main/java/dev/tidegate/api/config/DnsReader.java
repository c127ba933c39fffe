package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.CdnDetail;
import dev.tidegate.api.config.TidegateConfig.Dns;
import dev.tidegate.api.config.TidegateConfig.DnsTarget;
import dev.tidegate.dns.plan.Limits;
import dev.tidegate.dns.responder.ZoneSettings;
import dev.tidegate.model.Cdn;
import dev.tidegate.model.Service;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code dns} and {@code dns-targets}. */
final class DnsReader {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Duration TTL = Duration.ofSeconds(20);

  /**
   * Answers a second to one /24 or /48. A resolver that serves a hundred thousand subnets asks for
   * each of them every 20 s; a victim of forged senders gets half a megabyte of it.
   */
  private static final int RATE_LIMIT = 5_000;

  private static final Map<String, String> KINDS =
      Map.of("rfc2136", "rfc2136", "powerdns", "powerdns", "route53", "route53");
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "hmac-sha256", "hmac-sha256", "hmac-sha384", "hmac-sha384", "hmac-sha512", "hmac-sha512");

  /** Settings that are never shown. */
  static final List<String> SECRETS = List.of("key.secret", "api-key", "secret-access-key");

  private DnsReader() {}

  static Dns dns(Section section) {
    boolean enabled = section.value("enabled", Formats::yesNo, false);
    Optional<String> zone = section.optional("zone", NetworkFormats::dnsName);
    List<String> ns = section.list("ns", NetworkFormats::dnsName);
    Duration ttl = section.value("ttl", Formats::wholeSeconds, TTL);
    if (enabled && !section.has("zone")) {
      section.fault(
          "zone", "is missing: the zone that is delegated to us, such as lb.example.net.");
    }
    if (enabled && section.isEmpty("ns")) {
      section.fault("ns", "names none: list the names that the parent zone delegates to");
    }
    if (enabled && ttl.toSeconds() > ZoneSettings.LONGEST_TTL) {
      section.fault("ttl", "must be at most " + ZoneSettings.LONGEST_TTL + "s in DNS answers");
    }
    zone.ifPresent(z -> outside(section, z, ns));
    return new Dns(
        enabled,
        section.value("host", NetworkFormats::listenHost, "127.0.0.1"),
        section.value("port", NetworkFormats::port, 8053),
        zone,
        ns,
        ttl,
        section.value("rate-limit", Formats.whole(0, 10_000_000), RATE_LIMIT));
  }

  /** What the engine is told of how resolvers are told of a service; empty if they are not. */
  static Optional<Service.Names> names(ServiceReader.Read read, Dns dns, List<DnsTarget> targets) {
    String service = read.service().id();
    Stream<Duration> written =
        targets.stream().filter(t -> t.services().contains(service)).map(DnsTarget::ttl);
    Stream<Duration> own = dns.enabled() ? Stream.of(dns.ttl()) : Stream.empty();
    SortedSet<String> named = new TreeSet<>();
    for (Cdn cdn : read.service().cdns().values()) {
      CdnDetail detail = read.detail().cdns().get(cdn.id());
      boolean listed = detail != null && detail.dns().isPresent();
      boolean held = detail != null && dns.enabled() && !detail.addresses().isEmpty();
      if (cdn.access().open() && (listed || held)) { // a resolver cannot say who asks
        named.add(cdn.id());
      }
    }
    return Stream.concat(written, own)
        .max(Comparator.naturalOrder())
        .filter(ttl -> !named.isEmpty())
        .map(ttl -> new Service.Names(ttl, named));
  }

  private static void outside(Section section, String zone, List<String> ns) {
    for (String name : ns) {
      if (name.equals(zone) || name.endsWith("." + zone)) {
        section.fault(
            "ns",
            name + " is in the zone itself, whose addresses we do not hold: name one outside");
      }
    }
  }

  static List<DnsTarget> targets(
      Section root, Known known, Map<String, ServiceReader.Read> services) {
    Map<String, Integer> seen = new HashMap<>();
    List<DnsTarget> targets =
        root.sections(
            "dns-targets",
            section -> {
              DnsTarget target = target(section, known);
              String place =
                  target.kind()
                      + target.zone()
                      + target.settings().getOrDefault("server", "")
                      + target.settings().getOrDefault("url", "")
                      + target.settings().getOrDefault("hosted-zone", "");
              if (seen.merge(place, 1, Integer::sum) == 2 && !target.kind().isEmpty()) {
                section.fault("zone", "is written there by an earlier target: join the two");
              }
              return target;
            });
    targets.forEach(target -> checkHosts(root, target, services));
    checkPicks(root, targets, services);
    return targets;
  }

  private static void checkPicks(
      Section root, List<DnsTarget> targets, Map<String, ServiceReader.Read> services) {
    services.forEach(
        (id, read) -> {
          boolean named =
              targets.stream()
                  .anyMatch(t -> t.kind().equals("rfc2136") && t.services().contains(id));
          if (read.detail().pick() == TidegateConfig.Pick.BUCKET_HOST && !named) {
            root.fault(
                "dns-targets",
                "pick: bucket-host of " + id + " needs a target of kind rfc2136 that lists it");
          }
        });
  }

  private static void checkHosts(
      Section root, DnsTarget target, Map<String, ServiceReader.Read> services) {
    for (String id : target.services()) {
      ServiceReader.Read service = services.get(id);
      List<String> without =
          service == null
              ? List.of()
              : service.detail().cdns().values().stream()
                  .filter(cdn -> cdn.dns().isEmpty())
                  .map(CdnDetail::id)
                  .toList();
      if (service != null && without.size() == service.detail().cdns().size()) {
        root.fault("dns-targets", "no CDN of " + id + " has a dns: name one to point at");
      } else if (!without.isEmpty()) {
        root.warn(
            "dns-targets", String.join(", ", without) + " of " + id + " has no dns: no share");
      }
    }
  }

  private static DnsTarget target(Section section, Known known) {
    String kind = section.required("kind", Formats.oneOf(KINDS), "rfc2136", "");
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> services = section.list("services", known.service());
    switch (kind) {
      case "rfc2136" -> rfc2136(section, services, settings);
      case "powerdns" -> powerdns(section, settings);
      case "route53" -> Route53Reader.read(section, settings);
      default -> {}
    }
    if (section.isEmpty("services")) {
      section.fault("services", "names none: list the services whose names are written");
    }
    return new DnsTarget(
        kind,
        section.required("owner", Formats.id("owner"), "prod-1", ""),
        section.required("zone", NetworkFormats::dnsName, "cdn.example.net.", ""),
        services,
        labels(section, known),
        section.value("ttl", DnsReader::ttl, TTL),
        section.value("max-change", DnsReader::change, 0.3),
        section.list("verify", NetworkFormats::authority),
        Map.copyOf(settings));
  }

  private static Map<String, String> labels(Section section, Known known) {
    SortedMap<String, String> labels =
        new TreeMap<>(section.scalars("regions", known.region(), DnsReader::label));
    SortedMap<String, String> owners = new TreeMap<>();
    for (String region : known.regions()) {
      String label = labels.computeIfAbsent(region, r -> r.toLowerCase(Locale.ROOT));
      String other = owners.putIfAbsent(label, region);
      if (other != null) {
        section.fault("regions", region + " and " + other + " have the same label, " + label);
      } else if (!LABEL.matcher(label).matches()) {
        section.fault(
            "regions", region + " is not a DNS label: give it one, such as {" + region + ": w}");
      }
    }
    return labels;
  }

  private static Duration ttl(String text) {
    Duration ttl = Formats.wholeSeconds(text);
    if (ttl.toSeconds() < Limits.SHORTEST_TTL || ttl.toSeconds() > Limits.LONGEST_TTL) {
      throw Formats.bad(
          text, "must be within " + Limits.SHORTEST_TTL + "s.." + Limits.LONGEST_TTL + "s");
    }
    return ttl;
  }

  private static void rfc2136(
      Section section, List<String> services, Map<String, String> settings) {
    settings.put(
        "server", section.required("server", NetworkFormats::authority, "127.0.0.1:53", ""));
    if (services.size() > 1) {
      section.fault(
          "services", "bucket names carry no service: list one, and give each a zone of its own");
    }
    section.optionalSection(
        "key",
        key -> {
          settings.put("key.name", key.required("name", NetworkFormats::dnsName, "tidegate.", ""));
          settings.put(
              "key.algorithm", key.value("algorithm", Formats.oneOf(ALGORITHMS), "hmac-sha256"));
          String secret = secret(key, "secret");
          if (!base64(secret)) {
            key.fault("secret", "is not base64, as tsig-keygen writes it"); // never shown
          }
          settings.put("key.secret", secret);
          return key;
        });
  }

  private static boolean base64(String text) {
    try {
      return text.isEmpty() || Base64.getDecoder().decode(text).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void powerdns(Section section, Map<String, String> settings) {
    settings.put(
        "url",
        section.required(
            "url", text -> NetworkFormats.url(text).toString(), "http://127.0.0.1:8081", ""));
    settings.put("api-key", secret(section, "api-key"));
    settings.put(
        "country-database",
        section.value("country-database", Formats::yesNo, false) ? "true" : "false");
  }

  private static String secret(Section section, String key) {
    Optional<String> secret = section.secret(key);
    if (!section.has(key)) {
      section.fault(key, "is missing: give it as ${NAME} or file:/run/secrets/name");
    }
    return secret.orElse("");
  }

  private static String label(String text) {
    if (!LABEL.matcher(text).matches()) {
      throw Formats.bad(text, "is not a DNS label: 1 to 63 of a-z 0-9 -");
    }
    return text;
  }

  private static double change(String text) {
    double share = Quantities.share(text);
    if (!(share > 0 && share <= 1)) {
      throw Formats.bad(text, "must be above 0 and at most 100 %");
    }
    return share;
  }
}
