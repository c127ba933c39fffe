package dev.tidegate.dns.responder;

import dev.tidegate.model.Access;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * One CDN's records as octets, without owner and TTL: type, class, TTL left 0, length and data.
 * What a type has no records for is empty.
 */
@SuppressWarnings("ArrayRecordComponent") // octets to be copied out; never compared, never changed
record PreparedRoute(Access access, byte[][] alias, byte[][] v4, byte[][] v6, byte[][] https) {
  /** Where the TTL stands in a record. */
  static final int TTL_AT = 4;

  private static final byte[][] NONE = {};
  private static final int IPV4_HINT = 4;
  private static final int IPV6_HINT = 6;

  static PreparedRoute of(ZoneSettings.Route route) {
    if (route.addresses().isEmpty()) {
      byte[][] alias =
          route.host().map(host -> new byte[][] {record(Wire.CNAME, Wire.name(host))}).orElse(NONE);
      return new PreparedRoute(route.access(), alias, NONE, NONE, NONE);
    }
    List<byte[]> v4 = addresses(route, 4);
    List<byte[]> v6 = addresses(route, 16);
    return new PreparedRoute(
        route.access(),
        NONE,
        records(Wire.A, v4),
        records(Wire.AAAA, v6),
        new byte[][] {record(Wire.HTTPS, service(v4, v6))});
  }

  private static List<byte[]> addresses(ZoneSettings.Route route, int octets) {
    List<byte[]> all = new ArrayList<>();
    for (InetAddress address : route.addresses()) {
      if (address.getAddress().length == octets) {
        all.add(address.getAddress());
      }
    }
    return all;
  }

  private static byte[][] records(int type, List<byte[]> data) {
    return data.stream().map(d -> record(type, d)).toArray(byte[][]::new);
  }

  /** Service mode, this same name, with the addresses as hints: priority 1, target root. */
  private static byte[] service(List<byte[]> v4, List<byte[]> v6) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(new byte[] {0, 1, 0});
    hint(data, IPV4_HINT, v4);
    hint(data, IPV6_HINT, v6);
    return data.toByteArray();
  }

  private static void hint(ByteArrayOutputStream data, int key, List<byte[]> addresses) {
    if (!addresses.isEmpty()) {
      byte[] head = new byte[4];
      Wire.put16(head, 0, key);
      Wire.put16(head, 2, addresses.size() * addresses.getFirst().length);
      data.writeBytes(head);
      addresses.forEach(data::writeBytes);
    }
  }

  /** A record's octets behind its owner. */
  static byte[] record(int type, byte[] data) {
    byte[] octets = new byte[10 + data.length];
    Wire.put16(octets, 0, type);
    Wire.put16(octets, 2, Wire.IN);
    Wire.put16(octets, 8, data.length);
    System.arraycopy(data, 0, octets, 10, data.length);
    return octets;
  }

  /** True if DNS can send anyone there. */
  boolean leadsSomewhere() {
    return alias.length + v4.length + v6.length > 0;
  }

  /** The records that answer a question of this type. */
  byte[][] answers(int type) {
    if (alias.length > 0) {
      return alias; // an alias answers every type
    }
    return switch (type) {
      case Wire.A -> v4;
      case Wire.AAAA -> v6;
      case Wire.HTTPS -> https;
      default -> NONE;
    };
  }
}
