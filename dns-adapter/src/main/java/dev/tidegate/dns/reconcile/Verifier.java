package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.reconcile.Verification.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
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
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks every authoritative server itself, without recursion and without a cache in between: a
 * success reply to an update says that it was accepted, not that it is served.
 */
public final class Verifier {
  /** Questions asked of one server for one plan; a plan of more is verified by a spread of it. */
  private static final int MOST_QUESTIONS = 32;

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final List<InetSocketAddress> servers;
  private final Duration deadline;

  /**
   * @param servers those that the zone is delegated to, hidden primaries left out
   * @param deadline how long they may take to answer as they should
   */
  public Verifier(List<InetSocketAddress> servers, Duration deadline) {
    this.servers = List.copyOf(servers);
    this.deadline = deadline;
  }

  /** Asks until all answer as expected, or the deadline has passed. Blocking. */
  public Verification verify(List<Expectation> expected) {
    List<Expectation> asked = spread(expected);
    SortedMap<String, Answer> answers = new TreeMap<>();
    long began = System.nanoTime();
    for (InetSocketAddress server : servers) {
      answers.put(named(server), await(server, asked, began));
    }
    return new Verification(answers);
  }

  /** The ownership records first: they say the most. Then evenly over the rest. */
  private static List<Expectation> spread(List<Expectation> expected) {
    List<Expectation> sorted = new ArrayList<>(expected);
    sorted.sort(Comparator.comparing(e -> !e.type().equals("TXT")));
    if (sorted.size() <= MOST_QUESTIONS) {
      return sorted;
    }
    List<Expectation> picked = new ArrayList<>();
    for (int i = 0; i < MOST_QUESTIONS; i++) {
      picked.add(sorted.get((int) ((long) i * sorted.size() / MOST_QUESTIONS)));
    }
    return picked;
  }

  private Answer await(InetSocketAddress server, List<Expectation> expected, long began) {
    while (true) {
      Answer answer = ask(server, expected, began);
      long left = deadline.toNanos() - (System.nanoTime() - began);
      if (answer instanceof Answer.Right || answer instanceof Answer.Broken || left <= 0) {
        return answer;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return answer;
      }
    }
  }

  private static Answer ask(InetSocketAddress server, List<Expectation> expected, long began) {
    int wrong = 0;
    String first = "";
    for (Expectation one : expected) {
      try {
        Message answer = query(server, one);
        int rcode = answer.getRcode();
        if (rcode == Rcode.SERVFAIL) {
          return new Answer.Broken(one.name() + " " + one.type() + " gets SERVFAIL");
        }
        String said = said(answer, one);
        boolean right =
            answer.getHeader().getFlag(Flags.AA)
                && (one.answers().isEmpty() ? said.isEmpty() : one.answers().contains(said));
        if (!right && wrong++ == 0) {
          first = one + ", got " + (said.isEmpty() ? Rcode.string(rcode) + " without it" : said);
        }
      } catch (IOException e) {
        return new Answer.Silent(one.name() + ": " + (e.getMessage() == null ? e : e.getMessage()));
      }
    }
    return wrong == 0
        ? new Answer.Right((System.nanoTime() - began) / 1_000_000)
        : new Answer.Stale(wrong, first);
  }

  private static Message query(InetSocketAddress server, Expectation asked) throws IOException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(PATIENCE);
    if (asked.subnet().isPresent()) {
      resolver.setEDNS(0, 1232, 0, List.of(subnet(asked.subnet().get())));
    }
    Message query =
        Message.newQuery(Record.newRecord(name(asked.name()), Type.value(asked.type()), DClass.IN));
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

  private static Name name(String text) throws TextParseException {
    return Name.fromString(text);
  }

  static String named(InetSocketAddress server) {
    return server.getHostString() + ":" + server.getPort();
  }
}
