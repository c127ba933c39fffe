package dev.tidegate.dns.responder;

import java.util.Random;

/**
 * Datagrams by the grammar of questions, each rule of which is bent now and then: what whoever
 * attacks a responder would send. For tests and proofs; the same seed, the same datagram.
 */
public final class BentQuestions {
  private static final String[] LABELS = {
    "live",
    "LIVE",
    "vod",
    "in-west",
    "eu",
    "lb",
    "example",
    "net",
    "_tidegate",
    "",
    "x",
    "\0",
    "ns1"
  };

  private BentQuestions() {}

  /**
   * Writes one datagram and returns its length.
   *
   * @param out at least 1024 octets
   */
  public static int write(Random random, byte[] out) {
    if (random.nextInt(20) == 0) {
      int length = random.nextInt(600);
      byte[] noise = new byte[length];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, out, 0, length);
      return length;
    }
    int at = header(random, out);
    at = name(random, out, at);
    at = u16(out, at, pick(random, 1, 28, 5, 16, 6, 2, 65, 255, 252, 41, random.nextInt(65_536)));
    at = u16(out, at, random.nextInt(20) == 0 ? random.nextInt(65_536) : 1);
    int extras = random.nextInt(4) == 0 ? random.nextInt(4) : random.nextInt(2);
    for (int i = 0; i < extras; i++) {
      at = opt(random, out, at);
    }
    Wire.put16(out, 10, random.nextInt(20) == 0 ? random.nextInt(6) : extras);
    if (random.nextInt(10) == 0) {
      out[random.nextInt(at)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(10) == 0 ? random.nextInt(at + 1) : at;
  }

  private static int header(Random random, byte[] out) {
    Wire.put16(out, 0, random.nextInt(65_536));
    Wire.put16(out, 2, random.nextInt(10) == 0 ? random.nextInt(65_536) : 0x0100);
    Wire.put16(out, 4, random.nextInt(20) == 0 ? random.nextInt(4) : 1);
    Wire.put16(out, 6, random.nextInt(30) == 0 ? 1 : 0);
    Wire.put16(out, 8, random.nextInt(30) == 0 ? 1 : 0);
    return 12;
  }

  private static int name(Random random, byte[] out, int from) {
    int at = from;
    int labels = random.nextInt(5);
    for (int i = 0; i < labels; i++) {
      at = label(out, at, LABELS[random.nextInt(LABELS.length)]);
    }
    if (random.nextInt(30) == 0) {
      return u16(out, at, 0xc000 | random.nextInt(64)); // a pointer, perhaps at itself
    }
    if (random.nextInt(4) != 0) {
      at = label(out, label(out, at, "lb"), "example");
      at = label(out, at, "net");
    }
    if (random.nextInt(60) == 0) {
      out[at++] = (byte) (64 + random.nextInt(128)); // a length that is none
    }
    out[at] = 0;
    return at + 1;
  }

  private static int label(byte[] out, int at, String text) {
    out[at] = (byte) text.length();
    for (int i = 0; i < text.length(); i++) {
      out[at + 1 + i] = (byte) text.charAt(i);
    }
    return at + 1 + text.length();
  }

  private static int opt(Random random, byte[] out, int from) {
    int at = from;
    out[at++] = (byte) (random.nextInt(20) == 0 ? 1 : 0);
    at = u16(out, at, random.nextInt(10) == 0 ? random.nextInt(300) : 41);
    at = u16(out, at, pick(random, 0, 512, 1232, 4096, 65_535));
    at = u16(out, at, random.nextInt(20) == 0 ? random.nextInt(65_536) : 0);
    at = u16(out, at, random.nextInt(65_536));
    int lengthAt = at;
    at += 2;
    int options = random.nextInt(3);
    for (int i = 0; i < options; i++) {
      at = u16(out, at, pick(random, 8, 10, 3, random.nextInt(65_536)));
      int size = random.nextInt(24);
      at = u16(out, at, random.nextInt(20) == 0 ? random.nextInt(100) : size);
      if (size >= 4) {
        u16(out, at, random.nextInt(10) == 0 ? random.nextInt(9) : 1 + random.nextInt(2));
        out[at + 2] = (byte) ((size - 4) * 8);
        out[at + 3] = (byte) (random.nextInt(10) == 0 ? 1 : 0);
        for (int o = 4; o < size; o++) {
          out[at + o] = (byte) random.nextInt(256);
        }
      }
      at += size;
    }
    Wire.put16(out, lengthAt, random.nextInt(20) == 0 ? random.nextInt(100) : at - lengthAt - 2);
    return at;
  }

  private static int pick(Random random, int... of) {
    return of[random.nextInt(of.length)];
  }

  private static int u16(byte[] out, int at, int value) {
    Wire.put16(out, at, value);
    return at + 2;
  }
}
