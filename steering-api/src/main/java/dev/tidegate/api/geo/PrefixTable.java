package dev.tidegate.api.geo;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Values by CIDR prefix, IPv4 and IPv6; the longest match wins. Immutable. */
public final class PrefixTable<V> {
  private record Key(boolean v6, long high, long low) {}

  /** By length, longest first. IPv4 and IPv6 lengths do not meet, as the keys differ. */
  private final TreeMap<Integer, Map<Key, V>> byLength = new TreeMap<>(Comparator.reverseOrder());

  /**
   * @throws IllegalArgumentException naming the prefix that is none
   */
  public PrefixTable(Map<String, V> prefixes) {
    prefixes.forEach(
        (cidr, value) -> {
          int slash = cidr.indexOf('/');
          byte[] octets =
              Addresses.parse(slash < 0 ? cidr : cidr.substring(0, slash))
                  .orElseThrow(() -> new IllegalArgumentException("not a prefix: " + cidr));
          int bits = octets.length * 8;
          int length = slash < 0 ? bits : length(cidr, slash, bits);
          byLength.computeIfAbsent(length, l -> new HashMap<>()).put(key(octets, length), value);
        });
  }

  /** A table that only knows whether an address is in one of the prefixes. */
  public static PrefixTable<Boolean> of(Collection<String> prefixes) {
    Map<String, Boolean> all = new HashMap<>();
    prefixes.forEach(p -> all.put(p, true));
    return new PrefixTable<>(all);
  }

  private static int length(String cidr, int slash, int bits) {
    try {
      int length = Integer.parseInt(cidr.substring(slash + 1));
      if (length >= 0 && length <= bits) {
        return length;
      }
    } catch (NumberFormatException e) {
      // said below, with the prefix
    }
    throw new IllegalArgumentException("not a prefix: " + cidr);
  }

  /** True if no address is in it. */
  public boolean isEmpty() {
    return byLength.isEmpty();
  }

  /** The value of the longest prefix that holds the address of 4 or 16 octets. */
  public Optional<V> find(byte[] octets) {
    for (Map.Entry<Integer, Map<Key, V>> entry : byLength.entrySet()) {
      if (entry.getKey() <= octets.length * 8) {
        V found = entry.getValue().get(key(octets, entry.getKey()));
        if (found != null) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  private static Key key(byte[] octets, int length) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < octets.length; i++) {
      int kept = Math.clamp(length - 8L * i, 0, 8);
      long octet = octets[i] & (0xff00 >> kept) & 0xff;
      if (i < 8) {
        high = high << 8 | octet;
      } else {
        low = low << 8 | octet;
      }
    }
    return new Key(octets.length == 16, high, low);
  }
}
