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

  @Test
  void neverThrowsNeverAmplifiesAndAnswersWellFormed() throws IOException {
    Responder responder =
        Stage.responder(Stage.snapshot(7000, 2000, 1000), 0, new ResponderStats());
    byte[] packet = new byte[4096];
    int answered = 0;
    for (int i = 0; i < PACKETS; i++) {
      long seed = 0x7154L * 1_000_003 + i;
      Random random = new Random(seed);
      int length = BentQuestions.write(random, packet);
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
}
