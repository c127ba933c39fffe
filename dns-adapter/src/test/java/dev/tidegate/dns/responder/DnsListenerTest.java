package dev.tidegate.dns.responder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.dns.responder.ResponderStats.Dealt;
import dev.tidegate.model.Access;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** On real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnsListenerTest {
  private final DnsListener listener =
      new DnsListener(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          Stage::locate,
          0,
          InstantSource.system(),
          new SplittableRandom(3));

  @BeforeAll
  void start() {
    listener.publish(Stage.SETTINGS, Stage.snapshot(10_000, 0, 0));
    listener.start();
  }

  @AfterAll
  void stop() {
    listener.close();
  }

  private Message send(Message question, boolean tcp) throws IOException {
    SimpleResolver resolver =
        new SimpleResolver(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
    resolver.setTCP(tcp);
    resolver.setIgnoreTruncation(true); // else a cut answer is asked for again by TCP
    resolver.setTimeout(Duration.ofSeconds(5));
    return resolver.send(question);
  }

  @Test
  void answersByDatagramAndByStream() throws Exception {
    for (boolean tcp : new boolean[] {false, true}) {
      Message answer = send(Stage.question("live.eu.lb.example.net.", Type.A), tcp);
      assertThat(Stage.alias(answer)).isIn("a.cdn-one.example.", "b.cdn-two.example.");
      Message six =
          send(
              Stage.question(
                  "live.lb.example.net.",
                  Type.AAAA,
                  new ClientSubnetOption(24, InetAddress.ofLiteral("10.1.2.0"))),
              tcp);
      assertThat(Stage.alias(six)).isEqualTo("c.cdn-three.example.");
    }
  }

  @Test
  void anotherSnapshotIsAnsweredFromAtOnce() throws Exception {
    listener.publish(Stage.SETTINGS, Stage.snapshot(0, 10_000, 0));
    assertThat(Stage.alias(send(Stage.question("live.eu.lb.example.net.", Type.A), false)))
        .isEqualTo("b.cdn-two.example.");
  }

  @Test
  void otherSettingsAreAnsweredFromAtOnce() throws Exception {
    ZoneSettings without =
        new ZoneSettings(
            Stage.SETTINGS.zone(),
            Stage.SETTINGS.ns(),
            Stage.SETTINGS.ttlSeconds(),
            new TreeMap<>(),
            Stage.SETTINGS.regions());
    listener.publish(without, Stage.snapshot(10_000, 0, 0));
    Message question = Stage.question("live.eu.lb.example.net.", Type.A);
    assertThat(send(question, false).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    listener.publish(Stage.SETTINGS, Stage.snapshot(10_000, 0, 0));
    assertThat(Stage.alias(send(question, false))).isEqualTo("a.cdn-one.example.");
  }

  @Test
  void whatIsTooLongForADatagramIsFetchedByStream() throws Exception {
    listener.publish(manyAddresses(), Stage.snapshot(10_000, 0, 0));
    Message question = Stage.question("vod.lb.example.net.", Type.A);
    Message cut = send(question, false);
    assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(cut.toWire().length).isLessThanOrEqualTo(4 * question.toWire().length);
    Message whole = send(question, true);
    assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(whole.getSection(Section.ANSWER)).hasSize(40);
    listener.publish(Stage.SETTINGS, Stage.snapshot(10_000, 0, 0));
  }

  private static ZoneSettings manyAddresses() throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      addresses.add(InetAddress.ofLiteral("192.0.2." + i));
    }
    ZoneSettings.Route route =
        new ZoneSettings.Route(Optional.of("x.example."), addresses, Access.OPEN);
    return new ZoneSettings(
        Stage.SETTINGS.zone(),
        Stage.SETTINGS.ns(),
        Stage.SETTINGS.ttlSeconds(),
        new TreeMap<>(
            Map.of("vod", new ZoneSettings.Served(10, new TreeMap<>(Map.of("cdn-x", route))))),
        Stage.SETTINGS.regions());
  }

  @Test
  void garbageStopsNobody() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.getOutputStream().write(new byte[] {0, 3, 1, 2, 3});
      socket.setSoTimeout(5_000);
      assertThat(socket.getInputStream().read()).as("closed").isEqualTo(-1);
    }
    assertThat(send(Stage.question("live.eu.lb.example.net.", Type.A), true).getRcode()).isZero();
    assertThat(listener.stats().of(Dealt.DROPPED)).isPositive();
  }
}
