package dev.tidegate.api.loop;

import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.nodes.Hearing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a node among many does, and says in the log what a person should know. */
final class NodeMeter {
  private static final Logger LOG = System.getLogger(NodeMeter.class.getName());
  private static final Hearing.Tally NOTHING = new Hearing.Tally(0, 0, 0, 0, 0, 0, 0);

  final LongAdder aloneTicks = new LongAdder();
  final LongAdder unsent = new LongAdder();
  final LongAdder refused = new LongAdder();
  private final LongAdder led = new LongAdder();
  private final Map<String, LongAdder> published = new ConcurrentHashMap<>();
  private volatile Hearing.Tally heard = NOTHING;
  private volatile Hearing.Tally before = NOTHING;

  void published(Commons.Outcome outcome) {
    count(outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** The store did not say: it may or may not have it. */
  void publishedPerhaps() {
    count("unknown");
  }

  private void count(String outcome) {
    published.computeIfAbsent(outcome, o -> new LongAdder()).increment();
  }

  void leads(long epoch) {
    led.increment();
    LOG.log(Level.INFO, "this node leads, in epoch {0}", Long.toString(epoch));
  }

  void leadsNoMore(String why) {
    before = heard;
    LOG.log(Level.INFO, "this node leads no more: {0}", why);
  }

  void goesAlone() {
    LOG.log(Level.WARNING, "the store is out of reach: this node goes on by what it hears itself");
  }

  void returns(Duration away, long lost) {
    LOG.log(
        Level.INFO,
        "the store is back after {0} s: {1} reports of this node were never told; what it"
            + " journalled is being compared",
        Long.toString(away.toSeconds()),
        Long.toString(lost));
  }

  void unreadable(String what, Exception why) {
    LOG.log(Level.WARNING, "what was published cannot be read: " + what, why);
  }

  void fileFailed(Exception why) {
    LOG.log(Level.WARNING, "what this node answers from cannot be kept on its disk", why);
  }

  /** The tally of the present lead. */
  void heard(Hearing.Tally tally) {
    heard = sum(before, tally);
  }

  private static Hearing.Tally sum(Hearing.Tally a, Hearing.Tally b) {
    return new Hearing.Tally(
        a.taken() + b.taken(),
        a.again() + b.again(),
        a.missing() + b.missing(),
        a.late() + b.late(),
        a.unreadable() + b.unreadable(),
        a.crowdedOut() + b.crowdedOut(),
        a.dropped() + b.dropped());
  }

  NodeStats stats(Company.Role role, long epoch) {
    Map<String, Long> outcomes = new TreeMap<>();
    published.forEach((outcome, count) -> outcomes.put(outcome, count.sum()));
    return new NodeStats(
        role, epoch, aloneTicks.sum(), unsent.sum(), outcomes, refused.sum(), led.sum(), heard);
  }
}
