package dev.tidegate.launcher.prove.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  private static final String TWO =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
          + "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

  @Test
  void answersAreCountedHoweverTheyAreCut() {
    for (int cut = 0; cut <= TWO.length(); cut++) {
      AnswerReader reader = new AnswerReader();
      int answers = reader.take(octets(TWO.substring(0, cut)));
      answers += reader.take(octets(TWO.substring(cut)));
      assertThat(answers).as("cut at %d", cut).isEqualTo(2);
      assertThat(reader.failed()).isEqualTo(1);
    }
  }

  @Test
  void figuresAreReadAsTheyWereWritten() throws IOException {
    Told told = new Told(Map.of("p99", 1.5, "answered", 20_000.0));
    assertThat(Told.read(told.line())).isEqualTo(told);
    assertThat(told.of("p50")).isNaN();
    assertThatThrownBy(() -> Told.read("Exception in thread")).isInstanceOf(IOException.class);
  }

  private static ByteBuffer octets(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
