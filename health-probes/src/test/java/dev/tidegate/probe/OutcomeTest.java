package dev.tidegate.probe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way of being ill gets its own class. */
class OutcomeTest {
  private static final WireMockServer cdn =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  @BeforeAll
  static void start() throws InterruptedException {
    cdn.start();
    cdn.stubFor(get(anyUrl()).willReturn(aResponse()));
    // Its first answer may take seconds on a busy machine.
    try (Bench bench = Bench.of(Bench.target(URI.create(cdn.baseUrl()), Expect.SUCCESS))) {
      Bench.await(
          "a first answer",
          () -> bench.results.stream().anyMatch(result -> result.outcome() == Outcome.OK));
    }
  }

  @AfterAll
  static void stop() {
    cdn.stop();
  }

  private static ProbeResult probing(ResponseDefinitionBuilder answer, Expect expect)
      throws InterruptedException {
    cdn.resetAll();
    cdn.stubFor(get(anyUrl()).willReturn(answer));
    return Bench.once(Bench.target(URI.create(cdn.baseUrl()), expect));
  }

  private static ProbeResult hurried(ResponseDefinitionBuilder answer) throws InterruptedException {
    cdn.resetAll();
    cdn.stubFor(get(anyUrl()).willReturn(answer));
    return Bench.once(Bench.hurried(URI.create(cdn.baseUrl())));
  }

  @Test
  void aGoodAnswerIsOkAndNamesWhoAskedWhom() throws Exception {
    ProbeResult result = probing(aResponse().withBody("#EXTM3U"), Bench.contains("EXTM3U"));
    assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.OK);
    assertThat(result.failed()).isFalse();
    assertThat(result.vantage()).isEqualTo("here");
    assertThat(result.region()).contains("west");
    assertThat(result.cdn()).isEqualTo("a");
    assertThat(result.started()).isBeforeOrEqualTo(result.ended());
  }

  @Test
  void anotherHostThanTheUrlsIsNamed() throws Exception {
    cdn.resetAll();
    cdn.stubFor(get(anyUrl()).withHeader("Host", equalTo("v.example.com")).willReturn(aResponse()));
    ProbeResult result = Bench.once(Bench.naming("v.example.com", URI.create(cdn.baseUrl())));
    assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.OK);
  }

  @Test
  void anotherStatusIsStatus() throws Exception {
    ProbeResult result = probing(aResponse().withStatus(503), Expect.SUCCESS);
    assertThat(result.outcome()).isEqualTo(Outcome.STATUS);
    assertThat(result.detail()).contains("503");
  }

  @Test
  void aRedirectIsAnAnswerAndNotFollowed() throws Exception {
    var away = aResponse().withStatus(302).withHeader("Location", "/there");
    assertThat(probing(away, Expect.SUCCESS).outcome()).isEqualTo(Outcome.STATUS);
    var wanted = new Expect(OptionalInt.of(302), Optional.empty(), OptionalLong.empty());
    assertThat(probing(away, wanted).outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void aBodyWithoutTheTextIsContent() throws Exception {
    ProbeResult result = probing(aResponse().withBody("<html>"), Bench.contains("#EXTM3U"));
    assertThat(result.outcome()).isEqualTo(Outcome.CONTENT);
  }

  @Test
  void aBodyBelowTheSizeIsTooShort() throws Exception {
    assertThat(probing(aResponse().withBody("12345"), Bench.bytes(6)).outcome())
        .isEqualTo(Outcome.TOO_SHORT);
    assertThat(probing(aResponse().withBody("123456"), Bench.bytes(6)).outcome())
        .isEqualTo(Outcome.OK);
  }

  @Test
  void aSlowHeadIsTimeout() throws Exception {
    assertInTime(hurried(aResponse().withFixedDelay(3000)));
  }

  @Test
  void aDrippingBodyEndsAtTheDeadline() throws Exception {
    ProbeResult result =
        hurried(aResponse().withBody("x".repeat(200)).withChunkedDribbleDelay(100, 10_000));
    assertInTime(result);
    assertThat(result.detail()).contains("body");
  }

  private static void assertInTime(ProbeResult result) {
    assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.TIMEOUT);
    assertThat(Duration.between(result.started(), result.ended()))
        .isBetween(Bench.SOON, Bench.SOON.plusSeconds(1));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aBrokenConversationIsConnectBeforeTheHeadAndContentAfter(Fault fault) throws Exception {
    Outcome expected = fault == Fault.MALFORMED_RESPONSE_CHUNK ? Outcome.CONTENT : Outcome.CONNECT;
    ProbeResult result = probing(aResponse().withFault(fault), Expect.SUCCESS);
    assertThat(result.outcome()).as(result.detail()).isEqualTo(expected);
  }

  @Test
  void aRefusedConnectionIsConnect() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    ProbeResult result =
        Bench.once(Bench.target(URI.create("http://127.0.0.1:" + port), Expect.SUCCESS));
    assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.CONNECT);
  }

  @Test
  void aConnectionThatBreaksIsTriedOnceMoreAndNoMore() throws Exception {
    try (RawServer breaks = new RawServer(RawServer::head)) {
      ProbeTarget rare =
          Bench.target(
              "a",
              breaks.url(),
              ProbeTarget.Kind.HTTP,
              "/x",
              Optional.of(Duration.ofSeconds(1)),
              Expect.SUCCESS);
      ProbeResult result = Bench.once(rare);
      assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.CONNECT);
      assertThat(breaks.accepted.get()).isEqualTo(2);
    }
  }

  @Test
  void anUnknownNameIsDns() throws Exception {
    ProbeResult result =
        Bench.once(Bench.target(URI.create("http://nowhere.invalid"), Expect.SUCCESS));
    assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.DNS);
  }

  @Test
  void anEndlessBodyIsReadUpToTheBound() throws Exception {
    try (RawServer endless = new RawServer(OutcomeTest::endless)) {
      ProbeTarget target = Bench.target(endless.url(), Expect.SUCCESS);
      ProbeResult result = Bench.once(target);
      assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.OK);
      assertThat(result.detail()).contains((1 << 20) + " bytes");
      Bench.await("the connection given up", () -> endless.open() == 0);
    }
  }

  private static void endless(java.net.Socket socket) throws IOException {
    RawServer.head(socket);
    RawServer.say(socket, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    String part = "x".repeat(10_000);
    while (true) {
      RawServer.say(socket, part);
    }
  }

  @Test
  void aBlackHoleTimesOutAndNoConnectionLeaks() throws Exception {
    try (RawServer hole = new RawServer(RawServer::mute);
        Bench bench = Bench.of(Bench.hurried(hole.url()))) {
      for (int i = 0; i < 5; i++) {
        assertInTime(bench.next());
      }
      assertThat(hole.accepted.get()).isGreaterThanOrEqualTo(5);
      assertThat(hole.open()).isLessThanOrEqualTo(2);
      assertThat(bench.prober.stats().skipped()).as("turns are skipped, not stacked").isPositive();
    }
  }
}
