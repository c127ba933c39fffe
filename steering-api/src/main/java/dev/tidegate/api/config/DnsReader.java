package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.Dns;
import dev.tidegate.api.config.TidegateConfig.DnsTarget;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code dns} and {@code dns-targets}. */
final class DnsReader {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Duration TTL = Duration.ofSeconds(20);
  private static final Map<String, String> KINDS =
      Map.of("rfc2136", "rfc2136", "powerdns", "powerdns", "route53", "route53");
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "hmac-sha256", "hmac-sha256", "hmac-sha384", "hmac-sha384", "hmac-sha512", "hmac-sha512");

  /** Settings that are never shown. */
  static final List<String> SECRETS = List.of("key.secret", "api-key");

  private DnsReader() {}

  static Dns dns(Section section) {
    boolean enabled = section.value("enabled", Formats::yesNo, false);
    if (enabled) {
      section.fault("enabled", "the DNS responder is not yet supported by this build: say false");
    }
    return new Dns(
        enabled,
        section.value("host", Formats::listenHost, "127.0.0.1"),
        section.value("port", Formats::port, 8053),
        section.optional("zone", Formats::dnsName),
        section.list("ns", Formats::dnsName),
        section.value("ttl", Formats::wholeSeconds, TTL));
  }

  static List<DnsTarget> targets(Section root, Known known) {
    List<DnsTarget> targets = root.sections("dns-targets", section -> target(section, known));
    if (!targets.isEmpty()) {
      root.warn("dns-targets", "this build checks them but does not yet write to any DNS server");
    }
    return targets;
  }

  private static DnsTarget target(Section section, Known known) {
    String kind = section.required("kind", Formats.oneOf(KINDS), "rfc2136", "");
    Map<String, String> settings = new LinkedHashMap<>();
    switch (kind) {
      case "rfc2136" -> rfc2136(section, settings);
      case "powerdns" -> powerdns(section, settings);
      case "route53" ->
          settings.put(
              "hosted-zone", section.required("hosted-zone", Formats.words(64), "Z123", ""));
      default -> {}
    }
    List<String> services = section.list("services", known.service());
    if (section.isEmpty("services")) {
      section.fault("services", "names none: list the services whose names are written");
    }
    return new DnsTarget(
        kind,
        section.required("owner", Formats.id("owner"), "prod-1", ""),
        section.required("zone", Formats::dnsName, "cdn.example.net.", ""),
        services,
        section.scalars("regions", known.region(), DnsReader::label),
        section.value("ttl", Formats::wholeSeconds, TTL),
        section.value("max-change", DnsReader::change, 0.3),
        Map.copyOf(settings));
  }

  private static void rfc2136(Section section, Map<String, String> settings) {
    settings.put("server", section.required("server", Formats::authority, "127.0.0.1:53", ""));
    section.optionalSection(
        "key",
        key -> {
          settings.put("key.name", key.required("name", Formats::dnsName, "tidegate.", ""));
          settings.put(
              "key.algorithm", key.value("algorithm", Formats.oneOf(ALGORITHMS), "hmac-sha256"));
          settings.put("key.secret", secret(key, "secret"));
          return key;
        });
  }

  private static void powerdns(Section section, Map<String, String> settings) {
    settings.put(
        "url",
        section.required("url", text -> Formats.url(text).toString(), "http://127.0.0.1:8081", ""));
    settings.put("api-key", secret(section, "api-key"));
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
