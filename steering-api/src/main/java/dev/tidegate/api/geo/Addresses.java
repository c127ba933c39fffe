package dev.tidegate.api.geo;

import io.netty.util.NetUtil;
import java.util.Optional;

/** IP addresses as octets; never a name to be looked up. */
public final class Addresses {
  private Addresses() {}

  /**
   * Reads a literal address, with or without a port: {@code 192.0.2.1}, {@code 192.0.2.1:443},
   * {@code 2001:db8::1}, {@code [2001:db8::1]:443}.
   */
  public static Optional<byte[]> parse(String text) {
    String literal = text.strip();
    if (literal.startsWith("[")) {
      int end = literal.indexOf(']');
      if (end < 0) {
        return Optional.empty();
      }
      literal = literal.substring(1, end);
    } else if (literal.indexOf(':') == literal.lastIndexOf(':') && literal.indexOf(':') > 0) {
      literal = literal.substring(0, literal.indexOf(':'));
    }
    if (literal.length() > 64 || literal.indexOf('%') >= 0) {
      return Optional.empty();
    }
    byte[] octets = NetUtil.createByteArrayFromIpAddressString(literal);
    return Optional.ofNullable(octets).map(Addresses::unmapped);
  }

  /** An IPv4 address in an IPv6 one becomes the IPv4 address. */
  static byte[] unmapped(byte[] octets) {
    if (octets.length != 16) {
      return octets;
    }
    for (int i = 0; i < 10; i++) {
      if (octets[i] != 0) {
        return octets;
      }
    }
    boolean mapped = octets[10] == -1 && octets[11] == -1;
    return mapped ? new byte[] {octets[12], octets[13], octets[14], octets[15]} : octets;
  }

  /** The /24 of an IPv4 address or the /48 of an IPv6 one, as a number of its own. */
  public static long prefix(byte[] octets) {
    long value = 0;
    int length = octets.length == 4 ? 3 : 6;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (octets[i] & 0xff);
    }
    return octets.length == 4 ? value : value | 1L << 62;
  }
}
