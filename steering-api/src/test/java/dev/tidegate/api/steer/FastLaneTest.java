package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The lane in front of the HTTP codec changes nothing that a client can see. */
@SuppressWarnings("StringConcatToTextBlock") // the CR LF of a request is to be seen
class FastLaneTest {
  /** A request, and what must come back. */
  private record Exchange(String octets, int status, String within, boolean head) {}

  private static Exchange random(Random random, int i) {
    String host = " HTTP/1.1\r\nHost: x\r\n";
    String rank = "GET /v1/rank/live?session=s" + i;
    String echo = "\"session\":\"s" + i + "\"";
    return switch (random.nextInt(12)) {
      case 0 -> new Exchange("GET /v1/hls/live?session=s" + i + host + "\r\n", 200, "s" + i, false);
      case 1 -> new Exchange(rank + host + "Accept: */*\r\nX-A:\t b \r\n\r\n", 200, echo, false);
      case 2 -> new Exchange(rank + host + "Connection: Keep-Alive\r\n\r\n", 200, echo, false);
      case 3 -> new Exchange(rank + host + "Content-Length: 2\r\n\r\nxy", 200, echo, false);
      case 4 ->
          new Exchange(
              rank + host + "Transfer-Encoding: chunked\r\n\r\n1\r\nz\r\n0\r\n\r\n",
              200,
              echo,
              false);
      case 5 ->
          new Exchange(
              "POST /v1/beacons/live" + host + "Content-Length: 15\r\n\r\n{\"samples\":[1]}",
              204,
              "",
              false);
      case 6 ->
          new Exchange(
              "POST /v1/beacons/live"
                  + host
                  + "Content-Length: 3000\r\n\r\n"
                  + "GET /v1/hls/live HTTP/1.1\r\n\r\n ".repeat(100),
              204,
              "",
              false);
      case 7 -> new Exchange("HEAD /v1/rank/live" + host + "\r\n", 200, "", true);
      case 8 -> new Exchange("GET /nowhere" + host + "\r\n", 404, "", false);
      case 9 -> new Exchange("DELETE /v1/hls/live" + host + "\r\n", 405, "", false);
      case 10 ->
          new Exchange(
              "POST /v1/sessions/live?session=s" + i + host + "Content-Length: 0\r\n\r\n",
              200,
              echo,
              false);
      default -> new Exchange("GET /healthz" + host + "\r\n", 200, "", false);
    };
  }

  @Test
  void answersComeInOrderWhicheverLaneTheyTake() throws IOException {
    long seed = Long.getLong("tidegate.seed", 20_261_122);
    Random random = new Random(seed);
    try (RunningPlane running = RunningPlane.start()) {
      for (int round = 0; round < 120; round++) {
        List<Exchange> all = new ArrayList<>();
        StringBuilder octets = new StringBuilder();
        for (int i = random.nextInt(1, 14); i > 0; i--) {
          all.add(random(random, round * 100 + i));
          octets.append(all.getLast().octets());
        }
        try (RawClient client = running.client()) {
          say(client, octets.toString(), random);
          for (Exchange exchange : all) {
            String said = "seed " + seed + ", round " + round + ", " + exchange.octets();
            RawClient.Answer answer = client.hear(exchange.head()).orElseThrow();
            assertThat(answer.status()).as(said).isEqualTo(exchange.status());
            assertThat(answer.body()).as(said).contains(exchange.within());
            assertThat(answer.header("access-control-allow-origin")).as(said).isEqualTo("*");
          }
        }
      }
      assertThat(running.stats.get(PublicStats.Answer.FALLBACK)).isZero();
      assertThat(running.stats.get(PublicStats.Answer.UNREADABLE)).isZero();
    }
  }

  /** At once, or in pieces cut anywhere. */
  private static void say(RawClient client, String octets, Random random) throws IOException {
    byte[] all = octets.getBytes(StandardCharsets.ISO_8859_1);
    int at = 0;
    int pieces = random.nextInt(3);
    for (int i = 0; i < pieces; i++) {
      int to = random.nextInt(at, all.length + 1);
      client.say(java.util.Arrays.copyOfRange(all, at, to));
      at = to;
    }
    client.say(java.util.Arrays.copyOfRange(all, at, all.length));
  }

  @Test
  void bothLanesGiveTheSameHeaders() throws IOException {
    try (RunningPlane running = RunningPlane.start();
        RawClient client = running.client()) {
      for (String target :
          List.of(
              "/v1/hls/live?session=a",
              "/v1/dash/live?session=a",
              "/v1/edge/live/in-west/table",
              "/v1/edge/live/in-west/5/rank")) {
        RawClient.Answer fast = client.get(target);
        RawClient.Answer slow;
        try (RawClient own = running.client()) {
          // A body makes it the codec's.
          own.say("GET " + target + " HTTP/1.1\r\nContent-Length: 1\r\n\r\nx");
          slow = own.hear(false).orElseThrow();
        }
        assertThat(slow.status()).isEqualTo(fast.status());
        assertThat(slow.headers()).as(target).isEqualTo(fast.headers());
        assertThat(slow.body()).as(target).isEqualTo(fast.body());
      }
    }
  }

  @Test
  void whoDoesNotTakeAnswersIsNotAskedForMore() throws IOException, InterruptedException {
    try (RunningPlane running = RunningPlane.start()) {
      Thread sender;
      try (RawClient greedy = running.client()) {
        sender = Thread.ofVirtual().start(() -> askWithoutEnd(greedy));
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        long before = -1;
        long answered = running.stats.get(PublicStats.Answer.EDGE);
        while (answered != before && System.nanoTime() < deadline) {
          before = answered;
          Thread.sleep(300); // long enough for thousands more, if it went on
          answered = running.stats.get(PublicStats.Answer.EDGE);
        }
        assertThat(answered).isEqualTo(before).isBetween(1L, 20_000L);
      }
      assertThat(sender.join(Duration.ofSeconds(5))).isTrue();
    }
  }

  private static void askWithoutEnd(RawClient client) {
    String many = "GET /v1/edge/live/in-west/table HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200);
    try {
      for (int i = 0; i < 1000; i++) {
        client.say(many);
      }
    } catch (IOException e) {
      // closed, with most of it unsent
    }
  }

  @Test
  void aRequestInPiecesIsCutAfterItsTimeThoughOthersWereAnswered() throws Exception {
    try (RunningPlane strict =
            new RunningPlane(TestConfig.create().build(), Duration.ofMillis(300));
        RawClient client = strict.client()) {
      assertThat(client.get("/v1/hls/live").status()).isEqualTo(200);
      Thread.sleep(500); // an idle connection is not a slow request
      assertThat(client.get("/v1/hls/live").status()).isEqualTo(200);
      client.say("GET /v1/hls/live HTTP/1.1\r\nA: ");
      assertThat(client.ended()).isTrue();
    }
  }
}
