package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.reconcile.Verification.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** What one server answers to what is expected of it, asked once. */
final class ServerQuestions {
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * Who says nothing for so long is silent; a shorter time at the end of all says nothing of him.
   */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  /** The resolver counts whole milliseconds, and may give up that much before its time. */
  private static final Duration ROUNDING = Duration.ofMillis(20);

  /** For the control question, which decides over what was answered already. */
  private static final Duration LAST_WORD = Duration.ofMillis(250);

  /** A question that a server answers as long as it has the zone at all, whatever we wrote. */
  private final Expectation control;

  ServerQuestions(String zone) {
    control = Expectation.of(zone, "SOA", Set.of());
  }

  /**
   * How it stands. {@code Broken} says that it answers for the zone and not for a name of it; who
   * asks decides what that proves.
   */
  Asked ask(InetSocketAddress server, List<Expectation> expected, Asking time) {
    int wrong = 0;
    int right = 0;
    String first = "";
    for (Expectation one : expected) {
      Duration patience = shorter(PATIENCE, time.left());
      if (!patience.isPositive()) {
        return cut(right, wrong, first, time);
      }
      try {
        Message answer = query(server, one, patience);
        if (!answers(answer)) {
          return new Asked(unable(server, one, answer.getRcode(), time), true);
        }
        String said = said(answer, one);
        if (right(answer, one, said)) {
          right++;
        } else if (wrong++ == 0) {
          first = one + ", got " + (said.isEmpty() ? rcode(answer) + " without it" : said);
        }
      } catch (IOException e) {
        if (patience.compareTo(SILENCE) < 0 && time.left().compareTo(ROUNDING) <= 0) {
          return cut(right, wrong, first, time);
        }
        return new Asked(
            new Answer.Silent(one.name() + ": " + (e.getMessage() == null ? e : e.getMessage())),
            true);
      }
    }
    return new Asked(
        wrong == 0 ? new Answer.Right(time.millis()) : new Answer.Stale(wrong, first), true);
  }

  /**
   * An answer.
   *
   * @param whole false if time was over before all was asked
   */
  record Asked(Answer answer, boolean whole) {}

  /** A server that is far away is right by those of its answers for which there was time. */
  private static Asked cut(int right, int wrong, String first, Asking time) {
    if (wrong > 0) {
      return new Asked(new Answer.Stale(wrong, first), false);
    }
    if (time.superseded()) {
      return new Asked(
          new Answer.Silent("not asked to the end: something newer is to be written"), false);
    }
    return new Asked(
        right > 0
            ? new Answer.Right(time.millis())
            : new Answer.Silent("no answer within " + time.millis() + " ms"),
        false);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private Answer unable(InetSocketAddress server, Expectation asked, int rcode, Asking time) {
    String what = asked.name() + " " + asked.type() + " gets " + Rcode.string(rcode);
    Duration left = time.left();
    Duration patience = left.compareTo(LAST_WORD) < 0 ? LAST_WORD : shorter(PATIENCE, left);
    try {
      Message soa = query(server, control, patience);
      return rcode == Rcode.SERVFAIL && soa.getRcode() == Rcode.NOERROR
          ? new Answer.Broken(asked.name(), what)
          : new Answer.Ill(what + ", and the zone's SOA " + rcode(soa));
    } catch (IOException e) {
      return new Answer.Ill(what + ", and the zone's SOA no answer");
    }
  }

  private static boolean answers(Message answer) {
    return answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN;
  }

  private static boolean right(Message answer, Expectation one, String said) {
    return answer.getHeader().getFlag(Flags.AA)
        && (one.answers().isEmpty() ? said.isEmpty() : one.answers().contains(said));
  }

  private static String rcode(Message answer) {
    return Rcode.string(answer.getRcode());
  }

  private static Message query(InetSocketAddress server, Expectation asked, Duration patience)
      throws IOException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(patience);
    if (asked.subnet().isPresent()) {
      resolver.setEDNS(0, 1232, 0, List.of(subnet(asked.subnet().get())));
    }
    Name name = Name.fromString(asked.name());
    Message query = Message.newQuery(Record.newRecord(name, Type.value(asked.type()), DClass.IN));
    query.getHeader().unsetFlag(Flags.RD);
    return resolver.send(query);
  }

  private static EDNSOption subnet(String prefix) {
    int slash = prefix.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? prefix : prefix.substring(0, slash));
    int whole = address.getAddress().length * 8;
    int length = slash < 0 ? whole : Integer.parseInt(prefix.substring(slash + 1));
    return new ClientSubnetOption(length, address);
  }

  /** The records of the asked name and type as text; several are joined. */
  private static String said(Message answer, Expectation asked) {
    TreeSet<String> values = new TreeSet<>();
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record.getName().toString().equalsIgnoreCase(asked.name())
          && record.getType() == Type.value(asked.type())) {
        values.add(
            record instanceof TXTRecord txt
                ? String.join("", txt.getStrings())
                : record.rdataToString().toLowerCase(Locale.ROOT));
      }
    }
    return String.join(" | ", values);
  }
}
