package dev.tidegate.model;

import java.util.Optional;
import java.util.Set;

/**
 * Who may be offered a CDN. An empty {@code allow} set allows all. A viewer whose attribute is
 * unknown is not offered a CDN that restricts that attribute.
 */
public record Access(Rule networks, Rule countries, Rule devices) {
  /** No restriction at all. */
  public static final Access OPEN = new Access(Rule.OPEN, Rule.OPEN, Rule.OPEN);

  /** Allowed and denied values of one attribute. */
  public record Rule(Set<String> allow, Set<String> deny) {
    /** Restricts nothing. */
    public static final Rule OPEN = new Rule(Set.of(), Set.of());

    public Rule {
      allow = Set.copyOf(allow);
      deny = Set.copyOf(deny);
    }

    /** True if this rule restricts nobody. */
    public boolean open() {
      return allow.isEmpty() && deny.isEmpty();
    }

    boolean permits(Optional<String> value) {
      return open()
          || value
              .map(v -> (allow.isEmpty() || allow.contains(v)) && !deny.contains(v))
              .orElse(false);
    }
  }

  /** True if everyone is permitted, so that answers need not be filtered. */
  public boolean open() {
    return networks.open() && countries.open() && devices.open();
  }

  /** True if a viewer with these attributes, empty where unknown, may be offered the CDN. */
  public boolean permits(
      Optional<String> network, Optional<String> country, Optional<String> device) {
    return networks.permits(network) && countries.permits(country) && devices.permits(device);
  }
}
