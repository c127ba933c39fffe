package dev.tidegate.api.config;

import java.util.Map;
import java.util.regex.Pattern;

/** What a target of {@code kind: route53} has of its own. */
final class Route53Reader {
  private static final Pattern ZONE_ID = Pattern.compile("[A-Z0-9]{1,32}");

  private Route53Reader() {}

  static void read(Section section, Map<String, String> settings) {
    settings.put(
        "hosted-zone",
        section.required("hosted-zone", Route53Reader::zoneId, "Z0123456789ABC", ""));
    section
        .optional("endpoint", text -> NetworkFormats.url(text).toString())
        .ifPresent(url -> settings.put("endpoint", url));
    section
        .optional("access-key-id", Formats.words(128))
        .ifPresent(id -> settings.put("access-key-id", id));
    section
        .secret("secret-access-key")
        .ifPresent(secret -> settings.put("secret-access-key", secret));
    if (section.has("access-key-id") != section.has("secret-access-key")) {
      section.fault(
          section.has("access-key-id") ? "secret-access-key" : "access-key-id",
          "is missing: give both, or neither for the SDK's own chain");
    }
  }

  private static String zoneId(String text) {
    if (!ZONE_ID.matcher(text).matches()) {
      throw Formats.bad(text, "is not a hosted zone's id, such as Z0123456789ABC");
    }
    return text;
  }
}
