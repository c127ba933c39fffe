package dev.tidegate.dns.responder;

import java.util.Arrays;

/** Writes one answer in place: the question as it came, records behind it, OPT at the end. */
final class Answer {
  /** Names of other lengths than the question's zone are pointed at through the question. */
  private static final int TO_QUESTION = 0xC000 | Wire.HEADER;

  private static final int OPT_BYTES = 11;

  /** What we take by UDP, and send: fits every path without fragments. */
  static final int UDP_BYTES = 1232;

  final byte[] out;
  int length;
  private int answers;
  private int authorities;

  Answer(int capacity) {
    out = new byte[capacity];
  }

  /** Begins with the header and, if there is one that can be read, the question. */
  void begin(byte[] query, Query asked, boolean withQuestion) {
    length = withQuestion ? asked.end : Wire.HEADER;
    System.arraycopy(query, 0, out, 0, length);
    answers = 0;
    authorities = 0;
    out[2] = (byte) (0x80 | (query[2] & 0x79)); // answer, its operation, its wish to recurse
    out[3] = 0;
    Wire.put16(out, 4, withQuestion ? 1 : 0);
    Arrays.fill(out, 6, Wire.HEADER, (byte) 0);
  }

  void authoritative() {
    out[2] |= 0x04;
  }

  void rcode(int rcode) {
    out[3] = (byte) ((out[3] & 0xf0) | (rcode & 0xf));
  }

  /** Everything behind the question goes; whoever asked comes again by TCP. */
  void truncate(Query asked) {
    out[2] |= 0x02;
    length = asked.end;
    answers = 0;
    authorities = 0;
  }

  /** An answer of the question's own name. */
  void answer(byte[] record, int ttl) {
    put(record, TO_QUESTION, ttl);
    answers++;
  }

  /** A record of the zone's name, which the question's name ends with. */
  void authority(byte[] record, int ttl, Query asked, int zoneLength) {
    put(record, 0xC000 | Wire.HEADER + asked.nameLength - zoneLength, ttl);
    authorities++;
  }

  private void put(byte[] record, int owner, int ttl) {
    if (length + 2 + record.length > out.length - OPT_BYTES - 24) {
      return; // more than the longest answer; the configuration holds no such thing
    }
    Wire.put16(out, length, owner);
    System.arraycopy(record, 0, out, length + 2, record.length);
    Wire.put32(out, length + 2 + PreparedRoute.TTL_AT, ttl);
    length += 2 + record.length;
  }

  /** Adds OPT where the question had one, with the subnet and how far the answer holds. */
  void finish(byte[] query, Query asked, int extendedRcode, int scope) {
    Wire.put16(out, 6, answers);
    Wire.put16(out, 8, authorities);
    if (!asked.edns) {
      return;
    }
    out[length] = 0;
    Wire.put16(out, length + 1, Wire.OPT);
    Wire.put16(out, length + 3, UDP_BYTES);
    Wire.put32(out, length + 5, (long) (extendedRcode >> 4) << 24);
    int at = length + OPT_BYTES;
    if (asked.subnet) {
      int octets = (asked.sourceBits + 7) / 8;
      Wire.put16(out, at, Wire.CLIENT_SUBNET);
      Wire.put16(out, at + 2, 4 + octets);
      System.arraycopy(query, asked.subnetOffset(), out, at + 4, 4 + octets);
      out[at + 7] = (byte) scope;
      at += 8 + octets;
    }
    Wire.put16(out, length + 9, at - length - OPT_BYTES);
    length = at;
    Wire.put16(out, 10, 1);
  }
}
