package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.reconcile.Verification.Answer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Asks every authoritative server itself, without recursion and without a cache in between: a
 * success reply to an update says that it was accepted, not that it is served.
 *
 * <p>All are asked at once, so that one that is ill takes no time from the others:
 *
 * <pre>
 *   answers as expected                                    right, at once
 *   the written one: SERVFAIL for {@link #CERTAIN}, and
 *     meanwhile NOERROR to the zone's SOA                  broken: what was written is taken back
 *   any other refusal to answer, of whichever server       ill    at the deadline
 *   something else                                         stale  at the deadline
 *   nothing                                                silent at the deadline
 * </pre>
 */
public class Verifier {
  /** Questions asked of one server for one plan; a plan of more is verified by a spread of it. */
  private static final int MOST_QUESTIONS = 32;

  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * So long the written server must go on failing. A server that reloads, or whose backend is busy,
   * is over it in less; viewers wait no longer than their resolver's first retry for a broken name.
   */
  static final Duration CERTAIN = Duration.ofSeconds(1);

  /** Three answers within {@link #CERTAIN}: on a stalled machine a second can hold two. */
  private static final int CERTAIN_ANSWERS = 3;

  private final List<InetSocketAddress> servers;
  private final Set<InetSocketAddress> written;
  private final ServerQuestions questions;
  private final Duration deadline;

  /**
   * @param zone absolute
   * @param servers those that the zone is delegated to, hidden primaries left out
   * @param written those of them that are written to: only they can show that what was written is
   *     broken, since all others may be ill for reasons of their own
   * @param deadline how long they may take to answer as they should
   */
  public Verifier(
      String zone,
      List<InetSocketAddress> servers,
      Set<InetSocketAddress> written,
      Duration deadline) {
    this.servers = List.copyOf(servers);
    this.written = Set.copyOf(written);
    this.questions = new ServerQuestions(zone);
    this.deadline = deadline;
  }

  /** One server, which is the one that is written to. */
  public static Verifier ofWritten(String zone, InetSocketAddress server, Duration deadline) {
    return new Verifier(zone, List.of(server), Set.of(server), deadline);
  }

  /** Whom it asks, as {@link Verification} names them. */
  List<String> names() {
    return servers.stream().map(Verifier::named).sorted().toList();
  }

  /**
   * Asks until all answer as expected, or the deadline has passed, or, but for {@link
   * Asking#AT_LEAST}, this is superseded. Blocking.
   */
  public Verification verify(List<Expectation> expected, BooleanSupplier superseded) {
    return verify(expected, new Asking(deadline, superseded), false);
  }

  /** Asks every server once, for no longer than it may take to answer one question. Blocking. */
  Verification glance(List<Expectation> expected, BooleanSupplier superseded) {
    return verify(expected, new Asking(ServerQuestions.PATIENCE, superseded), true);
  }

  private Verification verify(List<Expectation> expected, Asking time, boolean once) {
    List<Expectation> asked = spread(expected);
    List<Callable<Answer>> each = new ArrayList<>();
    for (InetSocketAddress server : servers) {
      each.add(() -> await(server, asked, time, once));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return gathered(threads.invokeAll(each));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return gathered(List.of());
    }
  }

  private Verification gathered(List<Future<Answer>> answers) {
    TreeMap<String, Answer> all = new TreeMap<>();
    for (int i = 0; i < servers.size(); i++) {
      Answer answer = new Answer.Silent("interrupted while asking");
      if (i < answers.size()) {
        try {
          answer = answers.get(i).resultNow();
        } catch (IllegalStateException e) {
          answer = new Answer.Silent("could not be asked: " + answers.get(i).exceptionNow());
        }
      }
      all.put(named(servers.get(i)), answer);
    }
    return new Verification(all);
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

  private Answer await(
      InetSocketAddress server, List<Expectation> expected, Asking time, boolean once) {
    int failed = 0;
    long failing = 0;
    Optional<Answer> last = Optional.empty();
    while (true) {
      ServerQuestions.Asked asked = questions.ask(server, expected, time);
      Answer answer = asked.whole() ? asked.answer() : last.orElse(asked.answer());
      last = Optional.of(answer);
      long now = System.nanoTime();
      boolean fails = written.contains(server) && asked.answer() instanceof Answer.Broken;
      failing = fails && failed > 0 ? failing : now;
      failed = fails ? failed + 1 : 0;
      boolean certain = failed >= CERTAIN_ANSWERS && now - failing >= CERTAIN.toNanos();
      if (certain || answer instanceof Answer.Right) {
        return answer;
      }
      if (once || time.over() || !paused()) {
        return answer instanceof Answer.Broken(var _, var what) ? new Answer.Ill(what) : answer;
      }
    }
  }

  private static boolean paused() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static String named(InetSocketAddress server) {
    return server.getHostString() + ":" + server.getPort();
  }
}
