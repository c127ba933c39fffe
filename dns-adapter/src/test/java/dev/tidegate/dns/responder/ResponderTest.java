package dev.tidegate.dns.responder;

import static dev.tidegate.dns.responder.Stage.alias;
import static dev.tidegate.dns.responder.Stage.ask;
import static dev.tidegate.dns.responder.Stage.question;
import static dev.tidegate.dns.responder.Stage.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ResponderTest {
  private final ResponderStats stats = new ResponderStats();
  private final Responder responder = Stage.responder(snapshot(7000, 2000, 1000), 0, stats);

  private static ClientSubnetOption subnet(String address, int bits) {
    return new ClientSubnetOption(bits, InetAddress.ofLiteral(address));
  }

  @Test
  void anAliasAnswersEveryType() throws Exception {
    for (int type : new int[] {Type.A, Type.AAAA, Type.CNAME, Type.HTTPS, Type.TXT, Type.MX}) {
      Message answer = ask(responder, question("live.in-west.lb.example.net.", type));
      assertThat(alias(answer)).as(Type.string(type)).isEqualTo("c.cdn-three.example.");
      assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
      assertThat(answer.getHeader().getFlag(Flags.RA)).isFalse();
      assertThat(answer.getSection(Section.ANSWER).getFirst().getTTL()).isLessThanOrEqualTo(20);
    }
  }

  @Test
  void addressesAnswerTheirTypesAndNoOthers() throws Exception {
    String name = "vod.lb.example.net.";
    assertThat(ask(responder, question(name, Type.A)).getSection(Section.ANSWER)).hasSize(2);
    assertThat(ask(responder, question(name, Type.AAAA)).getSection(Section.ANSWER))
        .extracting(Record::rdataToString)
        .containsExactly("2001:db8:0:0:0:0:0:1");
    Message https = ask(responder, question(name, Type.HTTPS));
    assertThat(https.getSection(Section.ANSWER))
        .extracting(Record::rdataToString)
        .containsExactly("1 . ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8:0:0:0:0:0:1");
    for (int type : new int[] {Type.CNAME, Type.TXT, Type.MX}) {
      assertNothing(ask(responder, question(name, type)), Rcode.NOERROR);
    }
  }

  private static void assertNothing(Message answer, int rcode) {
    assertThat(answer.getRcode()).isEqualTo(rcode);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    assertThat(answer.getSection(Section.AUTHORITY)).hasSize(1);
    SOARecord soa = (SOARecord) answer.getSection(Section.AUTHORITY).getFirst();
    assertThat(soa.getName()).hasToString("lb.example.net.");
    assertThat(soa.getMinimum()).isLessThanOrEqualTo(20);
  }

  @Test
  void theZoneItselfAndWhatIsNotThere() throws Exception {
    assertThat(ask(responder, question("lb.example.net.", Type.SOA)).getSection(Section.ANSWER))
        .hasSize(1);
    assertThat(ask(responder, question("lb.example.net.", Type.NS)).getSection(Section.ANSWER))
        .hasSize(2);
    assertNothing(ask(responder, question("lb.example.net.", Type.A)), Rcode.NOERROR);
    assertNothing(ask(responder, question("in-west.lb.example.net.", Type.A)), Rcode.NOERROR);
    assertNothing(ask(responder, question("nobody.lb.example.net.", Type.A)), Rcode.NXDOMAIN);
    assertNothing(ask(responder, question("x.live.lb.example.net.", Type.A)), Rcode.NXDOMAIN);
    Message note = ask(responder, question("_tidegate.live.eu.lb.example.net.", Type.TXT));
    assertThat(note.getSection(Section.ANSWER).getFirst().rdataToString())
        .contains("version=1.1-0123abcd", "cdn-a=7000");
  }

  @Test
  void whatIsNotOursIsRefused() throws Exception {
    for (String name :
        List.of("example.net.", "xlb.example.net.", "com.", ".", "lb.example.org.")) {
      Message answer = ask(responder, question(name, Type.A));
      assertThat(answer.getRcode()).as(name).isEqualTo(Rcode.REFUSED);
      assertThat(answer.getHeader().getFlag(Flags.AA)).isFalse();
    }
    for (int type : new int[] {Type.AXFR, Type.IXFR}) {
      assertThat(ask(responder, question("lb.example.net.", type)).getRcode())
          .isEqualTo(Rcode.REFUSED);
    }
    Message update = question("lb.example.net.", Type.SOA);
    update.getHeader().setOpcode(Opcode.UPDATE);
    assertThat(ask(responder, update).getRcode()).isEqualTo(Rcode.NOTIMP);
    Message any = ask(responder, question("live.lb.example.net.", Type.ANY));
    assertThat(any.getSection(Section.ANSWER))
        .extracting(Record::getType)
        .containsExactly(Type.HINFO);
  }

  @Test
  void theCaseOfTheQuestionIsKept() throws Exception {
    Message answer = ask(responder, question("LiVe.iN-wEsT.lB.eXaMpLe.NeT.", Type.A));
    assertThat(answer.getQuestion().getName()).hasToString("LiVe.iN-wEsT.lB.eXaMpLe.NeT.");
    assertThat(alias(answer)).isEqualTo("c.cdn-three.example.");
  }

  @Test
  void theSubnetDecidesTheRegionAndIsEchoedWithItsScope() throws Exception {
    Message west = ask(responder, question("live.lb.example.net.", Type.A, subnet("10.1.7.0", 24)));
    assertThat(alias(west)).isEqualTo("c.cdn-three.example.");
    assertThat(echoed(west).getScopePrefixLength()).isEqualTo(24);
    Message fine = ask(responder, question("live.lb.example.net.", Type.A, subnet("10.1.7.9", 32)));
    assertThat(echoed(fine).getSourcePrefixLength()).isEqualTo(32);
    assertThat(echoed(fine).getScopePrefixLength()).as("no finer than we look").isEqualTo(24);
    Message coarse =
        ask(responder, question("live.lb.example.net.", Type.A, subnet("10.1.0.0", 16)));
    assertThat(echoed(coarse).getScopePrefixLength()).isEqualTo(16);
    Message six =
        ask(responder, question("live.lb.example.net.", Type.A, subnet("2001:db8:1::", 56)));
    assertThat(echoed(six).getScopePrefixLength()).isEqualTo(48);
    Message none = ask(responder, question("live.lb.example.net.", Type.A, subnet("0.0.0.0", 0)));
    assertThat(echoed(none).getScopePrefixLength()).isZero();
    Message soa = ask(responder, question("lb.example.net.", Type.SOA, subnet("10.1.7.0", 24)));
    assertThat(echoed(soa).getScopePrefixLength()).as("the same for everyone").isZero();
  }

  private static ClientSubnetOption echoed(Message answer) {
    OPTRecord opt = answer.getOPT();
    assertThat(opt).isNotNull();
    return (ClientSubnetOption) opt.getOptions(8).getFirst();
  }

  @Test
  void aSubnetKeepsItsCdnAndTenThousandOfThemMakeTheShares() throws Exception {
    Map<String, Integer> count = new HashMap<>();
    Responder other = Stage.responder(snapshot(7000, 2000, 1000), 0, new ResponderStats());
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      String subnet =
          (11 + random.nextInt(200)) + "." + random.nextInt(256) + "." + random.nextInt(256) + ".0";
      Message question = question("live.lb.example.net.", Type.A, subnet(subnet, 24));
      String cdn = alias(ask(responder, question));
      assertThat(alias(ask(other, question))).as("every node says the same").isEqualTo(cdn);
      count.merge(String.valueOf(cdn), 1, Integer::sum);
    }
    // four standard errors of 10 000 draws: 1.84, 1.6 and 1.2 points
    assertThat(count.get("a.cdn-one.example.")).isBetween(6_816, 7_184);
    assertThat(count.get("b.cdn-two.example.")).isBetween(1_840, 2_160);
    assertThat(count.get("c.cdn-three.example.")).isBetween(880, 1_120);
  }

  @Test
  void aShiftMovesTheFewestSubnets() throws Exception {
    Weights before =
        new Weights(new TreeMap<>(Map.of("cdn-a", 7000, "cdn-b", 2000, "cdn-c", 1000)));
    Weights weights =
        new Weights(new TreeMap<>(Map.of("cdn-a", 6000, "cdn-b", 3000, "cdn-c", 1000)));
    BucketTable table = BucketTable.first(before);
    int moved = 0;
    BucketTable shifted = table.shift(weights, table.tails(), 1, 0);
    for (int i = 0; i < 10_000; i++) {
      int bucket = Subnets.bucket(new byte[] {20, (byte) (i >> 8), (byte) i, 0}, 24);
      moved += table.owner(bucket).equals(shifted.owner(bucket)) ? 0 : 1;
    }
    assertThat(moved).as("a tenth of them, not more").isBetween(880, 1_120);
  }

  @Test
  void withoutASubnetEachQuestionDraws() throws Exception {
    Map<String, Integer> count = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      count.merge(
          String.valueOf(alias(ask(responder, question("live.lb.example.net.", Type.A)))),
          1,
          Integer::sum);
    }
    assertThat(count.get("a.cdn-one.example.")).isBetween(6_816, 7_184);
    assertThat(count.get("c.cdn-three.example.")).isBetween(880, 1_120);
  }

  @Test
  void malformedSubnetsAreFormatErrors() throws Exception {
    String head = "000100000001000000000001046c697665026c62076578616d706c65036e65740000010001";
    Map<String, String> options = new HashMap<>();
    options.put("bits behind the prefix", "000800070001100 00a010701".replace(" ", ""));
    options.put("scope in a question", "00080007000118180a0107");
    options.put("too short", "0008000500011800 0a".replace(" ", ""));
    options.put("unknown family", "0008000700031800 0a0107".replace(" ", ""));
    options.put("longer than an address", "0008000900012800 0a01070901".replace(" ", ""));
    options.forEach(
        (what, option) -> {
          String opt = "00002904d000000000" + String.format("%04x", option.length() / 2) + option;
          byte[] answer =
              Stage.octets(responder, HexFormat.of().parseHex(head + opt), Stage.RESOLVER, false);
          assertThat(answer[3] & 0xf).as(what).isEqualTo(Rcode.FORMERR);
        });
  }

  @Test
  void unknownVersionsOfEdnsAreNamed() throws Exception {
    Message query = question("live.lb.example.net.", Type.A);
    query.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
    Message answer = ask(responder, query);
    assertThat(answer.getRcode()).isEqualTo(Rcode.BADVERS);
    assertThat(answer.getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void tooManyQuestionsOfOnePrefixAreSentToTcpOrLeft() throws Exception {
    Responder limited = Stage.responder(snapshot(7000, 2000, 1000), 10, stats);
    byte[] query = question("live.lb.example.net.", Type.A).toWire();
    int whole = 0;
    int truncated = 0;
    int nothing = 0;
    for (int i = 0; i < 110; i++) {
      byte[] source = {(byte) 198, 51, 100, (byte) i};
      byte[] answer = Stage.octets(limited, query, source, false);
      if (answer.length == 0) {
        nothing++;
      } else if ((answer[2] & 2) != 0) {
        truncated++;
        assertThat(answer.length).isLessThanOrEqualTo(query.length);
      } else {
        whole++;
      }
    }
    assertThat(List.of(whole, truncated, nothing)).containsExactly(10, 50, 50);
    assertThat(Stage.octets(limited, query, new byte[] {9, 9, 9, 9}, false)).isNotEmpty();
    assertThat(Stage.octets(limited, query, Stage.RESOLVER, true)).as("TCP").isNotEmpty();
  }

  @Test
  void aNameThatIsLongIsStillAnswered() throws Exception {
    String label = "a".repeat(63);
    String name = label + "." + label + "." + label + ".lb.example.net.";
    assertThat(ask(responder, question(name, Type.A)).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }
}
