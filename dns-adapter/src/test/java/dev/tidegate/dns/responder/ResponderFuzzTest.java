package dev.tidegate.dns.responder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** Seeded datagrams by a grammar that bends each rule now and then. */
class ResponderFuzzTest {
  private static final int PACKETS =
      Integer.getInteger("tidegate.fuzz.packets", 200_000); // a million take half a minute
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

  @Test
  void neverThrowsNeverAmplifiesAndAnswersWellFormed() throws IOException {
    Responder responder =
        Stage.responder(Stage.snapshot(7000, 2000, 1000), 0, new ResponderStats());
    byte[] packet = new byte[4096];
    int answered = 0;
    for (int i = 0; i < PACKETS; i++) {
      long seed = 0x7154L * 1_000_003 + i;
      Random random = new Random(seed);
      int length = packet(random, packet);
      boolean tcp = random.nextInt(4) == 0;
      int written = responder.answer(packet, length, source(random), tcp, Stage.NOW);
      if (written == 0) {
        continue;
      }
      answered++;
      assertThat(written >= 12 && written <= Responder.MOST_BYTES).as("seed " + seed).isTrue();
      if (!tcp) {
        assertThat(written)
            .as("amplification, seed " + seed)
            .isLessThanOrEqualTo(Math.max(Responder.MOST_AMPLIFICATION * length, length + 11 + 24));
      }
      byte[] answer = responder.copy(written);
      assertThat(answer[0]).as("id, seed " + seed).isEqualTo(packet[0]);
      assertThat(answer[2] & 0x80).as("is an answer, seed " + seed).isNotZero();
      if (i % 8 == 0) {
        wellFormed(answer, seed);
      }
    }
    assertThat(answered).isGreaterThan(PACKETS / 4);
  }

  private static void wellFormed(byte[] answer, long seed) {
    try {
      Message message = new Message(answer);
      assertThat(message.numBytes()).as("seed " + seed).isEqualTo(answer.length);
      assertThat(message.getSection(Section.ANSWER).size()).isLessThan(20);
    } catch (IOException e) {
      throw new AssertionError("an answer that cannot be read, seed " + seed, e);
    }
  }

  private static byte[] source(Random random) {
    byte[] source = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(source);
    return source;
  }

  private static int packet(Random random, byte[] out) {
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
      at = label(label(out, at, "lb"), "example", out);
      at = label(out, at, "net");
    }
    if (random.nextInt(60) == 0) {
      out[at++] = (byte) (64 + random.nextInt(128)); // a length that is none
    }
    out[at] = 0;
    return at + 1;
  }

  private static int label(int at, String text, byte[] out) {
    return label(out, at, text);
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
