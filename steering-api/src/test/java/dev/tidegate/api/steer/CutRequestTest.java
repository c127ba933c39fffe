package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutRequestTest {
  private static final String PLAIN =
      "GET /v1/hls/live?session=a HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n";

  @Test
  void everyBeginningOfAPlainRequestMayGoOn() {
    for (int n = 1; n < PLAIN.length(); n++) {
      assertThat(begins(PLAIN.substring(0, n))).as(PLAIN.substring(0, n)).isTrue();
    }
    assertThat(begins(PLAIN)).as("the whole").isFalse();
  }

  @Test
  void whatACodecWouldRefuseAtOnceIsNotKept() {
    for (String ill :
        List.of(
            "POST /v1/beacons/live",
            "GET x",
            "GET /v1/hls/live HTTP/1.0\r\nHost",
            "GET /v1/hls/live\r\nHost",
            "GET / HTTP/1.1\r\n\r",
            "GET / HTTP/1.1\n",
            "GET /" + "y".repeat(5000))) {
      boolean waits = ill.equals("GET / HTTP/1.1\r\n\r");
      assertThat(begins(ill)).as(ill).isEqualTo(waits);
    }
  }

  @Test
  void whatWasKeptComesBeforeWhatHasCome() {
    CutRequest cut = new CutRequest();
    ByteBuf first = octets("xxGET /");
    first.skipBytes(2);
    cut.keep(first);
    ByteBuf both = cut.join(octets("v1 "), UnpooledByteBufAllocator.DEFAULT);
    assertThat(both.toString(StandardCharsets.US_ASCII)).isEqualTo("GET /v1 ");
    assertThat(cut.isKept()).isFalse();
    assertThat(first.refCnt()).isZero();
    both.release();
  }

  @Test
  void aConnectionThatEndsLeavesNothing() {
    CutRequest cut = new CutRequest();
    ByteBuf kept = octets("GET /");
    cut.keep(kept);
    cut.drop();
    cut.drop();
    assertThat(kept.refCnt()).isZero();
  }

  /** Far more than one read, so that requests are cut where reads end. */
  @Test
  void aLongPipelineIsAnsweredWholeAndInOrder() throws IOException {
    int many = 500;
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < many; i++) {
      all.append("GET /v1/hls/live?session=s").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    try (RunningPlane running = RunningPlane.start();
        RawClient client = running.client()) {
      Thread.ofVirtual().start(() -> say(client, all.toString()));
      for (int i = 0; i < many; i++) {
        RawClient.Answer answer = client.hear(false).orElseThrow();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("session=s" + i + "\"");
      }
    }
  }

  /**
   * Whoever keeps a pipeline full sends no request for long, though none ends where a read does.
   */
  @Test
  void aPipelineThatNeverPausesIsNotCutOff() throws IOException {
    Duration limit = Duration.ofMillis(400);
    String whole = "GET /v1/hls/live?session=a HTTP/1.1\r\nHost: x\r\n\r\n";
    try (RunningPlane running = new RunningPlane(TestConfig.create().build(), limit);
        RawClient client = running.client()) {
      client.say(whole.substring(0, 9));
      long began = System.nanoTime();
      int answered = 0;
      while (System.nanoTime() - began < 3 * limit.toNanos()) {
        client.say(whole.substring(9) + whole.substring(0, 9));
        assertThat(client.hear(false).map(RawClient.Answer::status))
            .as("after %d answers", answered)
            .contains(200);
        answered++;
      }
    }
  }

  private static void say(RawClient client, String octets) {
    try {
      client.say(octets);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean begins(String text) {
    byte[] octets = ("..." + text).getBytes(StandardCharsets.US_ASCII);
    return CutRequest.begins(octets, 3, octets.length);
  }

  private static ByteBuf octets(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }
}
