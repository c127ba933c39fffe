package dev.tidegate.dns.responder;

import dev.tidegate.dns.responder.PreparedZone.Node;
import dev.tidegate.dns.responder.ResponderStats.Dealt;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * From a datagram to the answer. One instance a thread; no lock, no I/O. Whatever it is given, it
 * never throws and writes no more than {@link #MOST_AMPLIFICATION} times as much over UDP.
 *
 * <p>The region is that of the client subnet, else of the resolver's address, unless the name says
 * it. With a client subnet the answer is that of the subnet's bucket, so that it is the same from
 * every node while the weights stand; without one each question draws by weight: a few resolvers
 * may stand for a whole network, and must not pin it.
 */
final class Responder {
  /** What an answer by UDP may have over its question; a longer one is to be fetched by TCP. */
  static final int MOST_AMPLIFICATION = 4;

  /** The longest answer we write: by TCP, a CDN with all the addresses that fit. */
  static final int MOST_BYTES = 4096;

  private static final byte[] HINFO =
      PreparedRoute.record(Wire.HINFO, new byte[] {7, 'R', 'F', 'C', '8', '4', '8', '2', 0});

  private final Supplier<PreparedZone> zone;
  private final Whereabouts whereabouts;
  private final ResponseRates rates;
  private final Draws draws;
  private final ResponderStats stats;
  private final Query asked = new Query();
  private final Answer answer = new Answer(MOST_BYTES);

  Responder(
      Supplier<PreparedZone> zone,
      Whereabouts whereabouts,
      ResponseRates rates,
      RandomGenerator random,
      ResponderStats stats) {
    this.zone = zone;
    this.whereabouts = whereabouts;
    this.rates = rates;
    this.draws = new Draws(random);
    this.stats = stats;
  }

  /** What {@link #answer} wrote; its first octets, as many as it returned. */
  byte[] written() {
    return answer.out;
  }

  /**
   * Answers one message.
   *
   * @param source the asker's address, 4 or 16 octets
   * @param nowSecond epoch second
   * @return how many octets of {@link #written} are the answer; 0: nothing is to be sent
   */
  int answer(byte[] query, int length, byte[] source, boolean tcp, long nowSecond) {
    Query.Form form = asked.read(query, length);
    if (form == Query.Form.DROP) {
      stats.count(Dealt.DROPPED);
      return 0;
    }
    ResponseRates.Verdict verdict =
        tcp ? ResponseRates.Verdict.SEND : rates.count(source, nowSecond);
    if (verdict == ResponseRates.Verdict.DROP) {
      stats.count(Dealt.LIMITED);
      return 0;
    }
    boolean whole = form == Query.Form.WHOLE;
    answer.begin(query, asked, whole);
    if (!whole) {
      asked.edns = false;
      answer.rcode(asked.rcode);
      stats.count(asked.rcode == Wire.NOTIMP ? Dealt.NOT_IMPLEMENTED : Dealt.MALFORMED);
      answer.finish(query, asked, 0, 0);
      return answer.length;
    }
    if (verdict == ResponseRates.Verdict.TRUNCATE) {
      stats.count(Dealt.LIMITED);
      return truncated(query);
    }
    int scope = asked.rcode == Wire.BADVERS ? badVersion() : fill(source);
    answer.finish(query, asked, asked.rcode, scope);
    if (!tcp && answer.length > mostBytes(length)) {
      stats.count(Dealt.TRUNCATED);
      return truncated(query);
    }
    return answer.length;
  }

  private int mostBytes(int queryLength) {
    int most = asked.edns ? Math.min(asked.udpSize, Answer.UDP_BYTES) : 512;
    return Math.min(most, MOST_AMPLIFICATION * queryLength);
  }

  private int truncated(byte[] query) {
    answer.truncate(asked);
    answer.finish(query, asked, 0, 0);
    return answer.length;
  }

  private int badVersion() {
    stats.count(Dealt.BAD_VERSION);
    return 0;
  }

  /** Writes what stands at the name; returns for how many bits of the subnet it holds. */
  private int fill(byte[] source) {
    PreparedZone now = zone.get();
    if (asked.clas != Wire.IN
        || asked.type == Wire.AXFR
        || asked.type == Wire.IXFR
        || asked.type == Wire.OPT
        || !now.holds(asked.name, asked.nameLength)) {
      answer.rcode(Wire.REFUSED);
      stats.count(Dealt.REFUSED);
      return 0;
    }
    answer.authoritative();
    Node node = now.find(asked.name, asked.nameLength, asked.nameHash);
    if (node == null) {
      answer.rcode(Wire.NXDOMAIN);
      stats.count(Dealt.NXDOMAIN);
      nothing(now);
      return 0;
    }
    if (asked.type == Wire.ANY) {
      answer.answer(HINFO, now.ttl);
      stats.count(Dealt.ANSWERED);
      return 0;
    }
    return switch (node) {
      case Node.Apex _ -> apex(now);
      case Node.Empty _ -> noData(now, 0);
      case Node.Note(byte[] text) -> note(now, text);
      case Node.Everywhere(var service) -> {
        Whereabouts.Origin origin = origin(source);
        yield group(now, service.region(origin.region()).group(origin.network()), origin);
      }
      case Node.Regional(var service, var region) -> {
        Whereabouts.Origin origin = origin(source);
        yield group(now, service.region(region).group(origin.network()), origin);
      }
    };
  }

  private Whereabouts.Origin origin(byte[] source) {
    return whereabouts.locate(asked.hasSubnet() ? asked.subnetAddress() : source);
  }

  private int apex(PreparedZone now) {
    byte[][] records =
        switch (asked.type) {
          case Wire.SOA -> new byte[][] {now.soa};
          case Wire.NS -> now.ns;
          default -> new byte[][] {};
        };
    return records.length == 0 ? noData(now, 0) : answered(records, now.ttl, 0);
  }

  private int note(PreparedZone now, byte[] text) {
    return asked.type == Wire.TXT ? answered(new byte[][] {text}, now.ttl, 0) : noData(now, 0);
  }

  private int group(PreparedZone now, @Nullable PreparedGroup group, Whereabouts.Origin origin) {
    int scope = asked.hasSubnet() ? asked.scopeBits() : 0;
    if (group == null) {
      return noData(now, scope);
    }
    PreparedRoute route =
        asked.hasSubnet()
            ? group.route(Subnets.bucket(asked.subnetAddress(), scope), origin)
            : group.drawn(draws.next(Draws.lane(group.lane, asked.type)), origin);
    byte[][] records = route == null ? new byte[][] {} : route.answers(asked.type);
    return records.length == 0 ? noData(now, scope) : answered(records, group.ttl, scope);
  }

  private int answered(byte[][] records, int ttl, int scope) {
    for (byte[] record : records) {
      answer.answer(record, ttl);
    }
    stats.count(Dealt.ANSWERED);
    return scope;
  }

  private int noData(PreparedZone now, int scope) {
    stats.count(Dealt.NODATA);
    nothing(now);
    return scope;
  }

  /** For how long there is nothing stands in the SOA. */
  private void nothing(PreparedZone now) {
    answer.authority(now.soa, now.ttl, asked, now.zone.length);
  }

  /** What was written, for whoever cannot look at it in place. */
  byte[] copy(int length) {
    return Arrays.copyOf(answer.out, length);
  }
}
