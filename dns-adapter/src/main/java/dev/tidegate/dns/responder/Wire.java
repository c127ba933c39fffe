package dev.tidegate.dns.responder;

import java.nio.charset.StandardCharsets;

/** Numbers of the protocol, and names as octets. */
final class Wire {
  static final int HEADER = 12;
  static final int MOST_NAME = 255;
  static final int MOST_LABEL = 63;

  static final int A = 1;
  static final int NS = 2;
  static final int CNAME = 5;
  static final int SOA = 6;
  static final int HINFO = 13;
  static final int TXT = 16;
  static final int AAAA = 28;
  static final int OPT = 41;
  static final int HTTPS = 65;
  static final int IXFR = 251;
  static final int AXFR = 252;
  static final int ANY = 255;
  static final int IN = 1;

  static final int NOERROR = 0;
  static final int FORMERR = 1;
  static final int NXDOMAIN = 3;
  static final int NOTIMP = 4;
  static final int REFUSED = 5;
  static final int BADVERS = 16;

  static final int CLIENT_SUBNET = 8;

  private Wire() {}

  /** A name's octets: each label behind its length, the root at the end. */
  static byte[] name(String absolute) {
    byte[] text = absolute.getBytes(StandardCharsets.US_ASCII);
    byte[] wire = new byte[text.length + 1];
    int at = 0;
    int from = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '.') {
        wire[at] = (byte) (i - from);
        System.arraycopy(text, from, wire, at + 1, i - from);
        at += i - from + 1;
        from = i + 1;
      }
    }
    if (at + 1 != wire.length) {
      throw new IllegalArgumentException("not an absolute name: " + absolute);
    }
    return wire;
  }

  static int u16(byte[] octets, int at) {
    return (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
  }

  static void put16(byte[] octets, int at, int value) {
    octets[at] = (byte) (value >> 8);
    octets[at + 1] = (byte) value;
  }

  static void put32(byte[] octets, int at, long value) {
    put16(octets, at, (int) (value >> 16));
    put16(octets, at + 2, (int) value);
  }
}
