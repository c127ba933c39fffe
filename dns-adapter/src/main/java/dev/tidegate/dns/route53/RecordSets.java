package dev.tidegate.dns.route53;

import dev.tidegate.dns.plan.RecordData;
import dev.tidegate.dns.plan.RecordKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.route53.model.AliasTarget;
import software.amazon.awssdk.services.route53.model.GeoLocation;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Between Route 53's record sets and ours. Whatever has a routing that we never write gets a type
 * that is nobody's, so that the guard takes it for another's.
 *
 * @param hostedZone the zone's id, which aliases within the zone carry
 * @param ttl what is noted for an alias, in seconds: it has none, and is answered with that of what
 *     it leads to
 */
record RecordSets(String hostedZone, int ttl) {
  /** In names all but letters, digits, hyphens, underscores and dots stand as octal numbers. */
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7]{2})");

  private static final String EVERYWHERE = "*";

  Map.Entry<RecordKey, RecordData> read(ResourceRecordSet set) {
    String name = name(set.name());
    String id = Optional.ofNullable(set.setIdentifier()).orElse("");
    Optional<Map.Entry<RecordKey, RecordData>> alias = alias(name, id, set);
    if (alias.isPresent()) {
      return alias.get();
    }
    boolean weighted = set.weight() != null && set.weight() <= Integer.MAX_VALUE;
    boolean known = set.aliasTarget() == null && !conditional(set) && weighted == !id.isEmpty();
    boolean plainName = set.typeAsString().equals(WeightedLayout.CNAME) && !weighted;
    String type =
        known && !plainName ? set.typeAsString() : set.typeAsString() + "/" + routing(set);
    List<String> values = set.resourceRecords().stream().map(r -> value(set, r)).sorted().toList();
    return Map.entry(
        new RecordKey(name, type, id),
        new RecordData(
            Optional.ofNullable(set.ttl()).orElse(0L),
            values,
            weighted ? OptionalInt.of(set.weight().intValue()) : OptionalInt.empty()));
  }

  private Optional<Map.Entry<RecordKey, RecordData>> alias(
      String name, String id, ResourceRecordSet set) {
    AliasTarget target = set.aliasTarget();
    boolean ours =
        target != null
            && set.geoLocation() != null
            && set.typeAsString().equals(WeightedLayout.CNAME)
            && id.equals(text(set.geoLocation()))
            && target.hostedZoneId().equals(hostedZone)
            && !target.evaluateTargetHealth()
            && set.healthCheckId() == null;
    return ours
        ? Optional.of(
            Map.entry(
                new RecordKey(name, WeightedLayout.ALIAS, id),
                RecordData.of(ttl, id + " " + name(target.dnsName()))))
        : Optional.empty();
  }

  /** True if an answer hangs on more than its name, type and weight. */
  private static boolean conditional(ResourceRecordSet set) {
    return set.healthCheckId() != null
        || set.geoLocation() != null
        || set.regionAsString() != null
        || set.failoverAsString() != null
        || set.multiValueAnswer() != null
        || set.cidrRoutingConfig() != null
        || set.geoProximityLocation() != null
        || set.trafficPolicyInstanceId() != null;
  }

  /** How it is answered, where that is not how we answer: a CNAME of ours always has a weight. */
  private static String routing(ResourceRecordSet set) {
    if (set.aliasTarget() != null) {
      return "alias";
    }
    return set.setIdentifier() == null && !conditional(set) ? "simple" : "routed";
  }

  private static String value(ResourceRecordSet set, ResourceRecord record) {
    return switch (set.typeAsString()) {
      case "TXT" -> record.value().replace("\"", "");
      case "CNAME" -> name(record.value());
      default -> record.value();
    };
  }

  private static String name(String text) {
    String plain = OCTAL.matcher(text).replaceAll(RecordSets::octet).toLowerCase(Locale.ROOT);
    return plain.endsWith(".") ? plain : plain + ".";
  }

  private static String octet(MatchResult octal) {
    return java.util.regex.Matcher.quoteReplacement(
        String.valueOf((char) Integer.parseInt(octal.group(1), 8)));
  }

  private static String text(GeoLocation location) {
    if (location.continentCode() != null || location.countryCode() == null) {
      return "";
    }
    return location.subdivisionCode() == null
        ? location.countryCode()
        : location.countryCode() + "-" + location.subdivisionCode();
  }

  /** {@code IN}, {@code US-CA} or {@code *}. */
  private static GeoLocation location(String text) {
    int dash = text.indexOf('-');
    return dash < 0 || text.equals(EVERYWHERE)
        ? GeoLocation.builder().countryCode(text).build()
        : GeoLocation.builder()
            .countryCode(text.substring(0, dash))
            .subdivisionCode(text.substring(dash + 1))
            .build();
  }

  ResourceRecordSet write(RecordKey key, RecordData data) {
    ResourceRecordSet.Builder set = ResourceRecordSet.builder().name(key.name());
    if (key.type().equals(WeightedLayout.ALIAS)) {
      String target = data.value().substring(data.value().indexOf(' ') + 1);
      return set.type(WeightedLayout.CNAME)
          .setIdentifier(key.set())
          .geoLocation(location(key.set()))
          .aliasTarget(
              AliasTarget.builder()
                  .hostedZoneId(hostedZone)
                  .dnsName(target)
                  .evaluateTargetHealth(false)
                  .build())
          .build();
    }
    set.type(key.type()).ttl(data.ttl()).resourceRecords(values(key, data));
    data.weight().ifPresent(weight -> set.setIdentifier(key.set()).weight((long) weight));
    return set.build();
  }

  private static List<ResourceRecord> values(RecordKey key, RecordData data) {
    return data.values().stream()
        .map(v -> key.type().equals("TXT") ? "\"" + v + "\"" : v)
        .map(v -> ResourceRecord.builder().value(v).build())
        .toList();
  }
}
