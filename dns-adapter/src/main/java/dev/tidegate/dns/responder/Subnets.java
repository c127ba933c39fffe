package dev.tidegate.dns.responder;

import dev.tidegate.shift.Buckets;

/** How finely clients are told apart by the subnet that a resolver names. */
final class Subnets {
  /** A /24 is what resolvers send at most, and fine enough that no one of them is a large share. */
  static final int V4_BITS = 24;

  /** What a provider gives a site, and what our other caps count as one client. */
  static final int V6_BITS = 48;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Subnets() {}

  /**
   * The bucket of a subnet, by the same rule as a session's: of the text {@code <hexadecimal
   * octets>/<bits>}, such as {@code cb007100/24}.
   */
  static int bucket(byte[] address, int bits) {
    StringBuilder text = new StringBuilder(36);
    for (byte octet : address) {
      text.append(HEX[octet >> 4 & 0xf]).append(HEX[octet & 0xf]);
    }
    return Buckets.of(text.append('/').append(bits).toString());
  }
}
