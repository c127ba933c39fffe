package dev.tidegate.api.config;

import dev.tidegate.model.Access;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code allow} and {@code deny} of a CDN: who may be offered it. */
final class AccessReader {
  private AccessReader() {}

  private record Lists(Set<String> networks, Set<String> countries, Set<String> devices) {}

  static Access read(Section cdn, Known known) {
    Lists allow = cdn.section("allow", section -> lists(section, known));
    Lists deny = cdn.section("deny", section -> lists(section, known));
    return new Access(
        rule(cdn, "networks", allow.networks(), deny.networks()),
        rule(cdn, "countries", allow.countries(), deny.countries()),
        rule(cdn, "devices", allow.devices(), deny.devices()));
  }

  private static Lists lists(Section section, Known known) {
    return new Lists(
        set(section, "networks", known.network()),
        set(section, "countries", Formats::country),
        set(section, "devices", Formats.id("device class")));
  }

  private static Set<String> set(Section section, String key, Parser<String> parser) {
    List<String> list = section.list(key, parser);
    if (section.has(key) && section.isEmpty(key)) {
      section.fault(key, "names none: leave the key out where nothing is restricted");
    }
    return Set.copyOf(list);
  }

  private static Access.Rule rule(Section cdn, String what, Set<String> allow, Set<String> deny) {
    Set<String> both = new HashSet<>(allow);
    both.retainAll(deny);
    for (String value : both.stream().sorted().toList()) {
      cdn.fault("deny", what + ": " + value + " is allowed and denied: choose one");
    }
    return new Access.Rule(allow, deny);
  }
}
