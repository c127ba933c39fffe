package dev.tidegate.dns.responder;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.dns.responder.ZoneSettings.Route;
import dev.tidegate.dns.responder.ZoneSettings.Served;
import dev.tidegate.model.Access;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A zone with three CDNs in two regions, and questions to it. */
final class Stage {
  static final byte[] RESOLVER = {(byte) 198, 51, 100, 7};
  static final long NOW = 1_795_300_000L;

  static final ZoneSettings SETTINGS =
      new ZoneSettings(
          "lb.example.net.",
          List.of("ns1.example.net.", "ns2.example.net."),
          20,
          new TreeMap<>(
              Map.of(
                  "live",
                  new Served(
                      10,
                      new TreeMap<>(
                          Map.of(
                              "cdn-a", route("a.cdn-one.example."),
                              "cdn-b", route("b.cdn-two.example."),
                              "cdn-c", route("c.cdn-three.example.")))),
                  "vod",
                  new Served(
                      10,
                      new TreeMap<>(
                          Map.of(
                              "cdn-x",
                              new Route(
                                  Optional.of("x.example."),
                                  List.of(
                                      InetAddress.ofLiteral("192.0.2.1"),
                                      InetAddress.ofLiteral("192.0.2.2"),
                                      InetAddress.ofLiteral("2001:db8::1")),
                                  Access.OPEN)))))),
          new TreeSet<>(List.of("in-west", "eu", "default")));

  private Stage() {}

  static Route route(String host) {
    return new Route(Optional.of(host), List.of(), Access.OPEN);
  }

  /** Weights of live in every region; those of in-west all on cdn-c. */
  static SteeringSnapshot snapshot(int a, int b, int c) {
    TreeMap<Group, GroupAnswer> groups = new TreeMap<>();
    for (String region : List.of("eu", "default")) {
      put(groups, Group.of("live", region), Map.of("cdn-a", a, "cdn-b", b, "cdn-c", c));
    }
    put(groups, Group.of("live", "in-west"), Map.of("cdn-a", 0, "cdn-b", 0, "cdn-c", 10_000));
    put(groups, Group.of("vod", "default"), Map.of("cdn-x", 10_000));
    return new SteeringSnapshot(new Version(1, 1, "0123abcd"), Instant.ofEpochSecond(NOW), groups);
  }

  private static void put(
      Map<Group, GroupAnswer> groups, Group group, Map<String, Integer> shares) {
    Weights weights = new Weights(new TreeMap<>(shares));
    groups.put(
        group, new GroupAnswer(group, Mode.AUTOMATIC, 10, BucketTable.first(weights), weights));
  }

  /** 10.1/16 is in in-west, 10.2/16 in eu, the rest in default. */
  static Whereabouts.Origin locate(byte[] address) {
    boolean ten = address.length == 4 && address[0] == 10;
    String region = ten && address[1] == 1 ? "in-west" : ten && address[1] == 2 ? "eu" : "default";
    return new Whereabouts.Origin(region, Optional.empty(), Optional.empty());
  }

  static Responder responder(SteeringSnapshot snapshot, int perSecond, ResponderStats stats) {
    PreparedZone zone = new PreparedZone(SETTINGS, snapshot);
    return new Responder(
        () -> zone, Stage::locate, new ResponseRates(perSecond, 1), new SplittableRandom(7), stats);
  }

  static Message question(String name, int type, EDNSOption... options) throws IOException {
    Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    if (options.length > 0) {
      query.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
    }
    return query;
  }

  /** The answer to a question that is answered. */
  static Message ask(Responder responder, Message question) throws IOException {
    return new Message(octets(responder, question.toWire(), RESOLVER, false));
  }

  static byte[] octets(Responder responder, byte[] query, byte[] source, boolean tcp) {
    int length = responder.answer(query, query.length, source, tcp, NOW);
    return responder.copy(length);
  }

  /** The first alias in an answer; null if there is none. */
  static @Nullable String alias(Message answer) {
    return answer.getSection(Section.ANSWER).stream()
        .filter(r -> r.getType() == Type.CNAME)
        .map(Record::rdataToString)
        .findFirst()
        .orElse(null);
  }
}
