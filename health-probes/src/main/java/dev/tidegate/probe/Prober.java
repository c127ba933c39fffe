package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a plan of probes, each on a virtual thread of its own, and tells each result the moment it
 * is known.
 *
 * <p>Durations and schedules follow {@link System#nanoTime}; the clock passed in stamps the
 * results, and says where a DASH stream stands. {@code start}, {@code replan} and {@code close} may
 * be called from any thread; none of them waits for probes under way.
 */
public final class Prober implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Prober.class);

  /** What live playlists are compared within. */
  private record Stream(String service, String probe) {}

  private final ProberLimits limits;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Consumer<ProbeResult> results;
  private final ExecutorService executor;
  private final Connections connections;
  private final Names names = new Names();
  private final Certificates certificates;
  private final Fetcher fetcher;
  private final HostBudgets budgets;
  private final Tally tally = new Tally();
  private final Map<ProbeTarget, Thread> running = new HashMap<>();
  private final Map<Stream, LiveTracker> trackers = new HashMap<>();
  private volatile ProbePlan plan;
  private boolean started;
  private volatile boolean closed;

  /** A prober that trusts what the JDK trusts. */
  public Prober(
      ProbePlan plan,
      ProberLimits limits,
      InstantSource clock,
      RandomGenerator random,
      Consumer<ProbeResult> results) {
    this(plan, limits, clock, random, results, Optional.empty());
  }

  /**
   * Nothing runs before {@link #start}.
   *
   * @param random spreads and jitters the turns; used only inside {@code start} and {@code replan}
   * @param results called on the probes' threads, many at a time; it must be quick. What it throws
   *     is counted, and logged now and then
   * @param trust whose certificates are trusted; empty for the JDK's own store
   */
  public Prober(
      ProbePlan plan,
      ProberLimits limits,
      InstantSource clock,
      RandomGenerator random,
      Consumer<ProbeResult> results,
      Optional<SSLContext> trust) {
    this.plan = plan;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
    this.results = results;
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("probe-http-", 0).factory());
    this.connections = new Connections(executor, trust);
    this.certificates = new Certificates(limits.certificateWarning(), clock);
    this.fetcher = new Fetcher(connections, names, certificates);
    this.budgets = new HostBudgets(limits);
  }

  /** Begins; the first turns fall anywhere in each probe's first interval. */
  public synchronized void start() {
    if (!started && !closed) {
      started = true;
      run(plan);
    }
  }

  /** Changes to another plan. A target that is in both keeps its schedule and what it has seen. */
  public synchronized void replan(ProbePlan next) {
    plan = next;
    if (started && !closed) {
      run(next);
    }
  }

  /** What has been done so far. */
  public ProberStats stats() {
    return tally.stats(plan.targets().size());
  }

  /** When the certificates end that the hosts of the plan showed last, by host. */
  public List<CertificateExpiry> certificates() {
    return certificates.all();
  }

  /** Ends all probes; nothing is told any more. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    running.values().forEach(Thread::interrupt);
    running.clear();
    connections.close();
    names.close();
    executor.shutdownNow();
  }

  private void run(ProbePlan next) {
    Set<ProbeTarget> wanted = new HashSet<>(next.targets());
    running
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.contains(entry.getKey());
              if (gone) {
                entry.getValue().interrupt();
              }
              return gone;
            });
    forget(next);
    for (ProbeTarget target : next.targets()) {
      running.computeIfAbsent(target, this::begin);
    }
  }

  private void forget(ProbePlan next) {
    Map<Stream, Set<String>> cdns =
        next.targets().stream()
            .collect(
                Collectors.groupingBy(
                    Prober::stream, Collectors.mapping(ProbeTarget::cdn, Collectors.toSet())));
    trackers.keySet().retainAll(cdns.keySet());
    trackers.forEach((stream, tracker) -> tracker.keepOnly(cdns.getOrDefault(stream, Set.of())));
    Map<String, Double> hosts =
        next.targets().stream()
            .collect(
                Collectors.groupingBy(
                    target -> Hosts.of(target.baseUrl()),
                    Collectors.summingDouble(target -> 1e9 / target.firstInterval().toNanos())));
    budgets.keepOnly(hosts.keySet());
    certificates.keepOnly(hosts.keySet());
    names.keepOnly(
        next.targets().stream()
            .map(ProbeTarget::baseUrl)
            .map(URI::getHost)
            .collect(Collectors.toSet()));
    hosts.forEach(this::warnAboutBudget);
  }

  private void warnAboutBudget(String host, double perSecond) {
    if (perSecond > limits.perHostPerSecond()) {
      log.warn(
          "{} probes a second are planned at {}, and {} allowed: the rest will not run",
          Math.round(perSecond),
          host,
          limits.perHostPerSecond());
    }
  }

  private Thread begin(ProbeTarget target) {
    // A generator for each, for they are not to be shared by threads.
    RandomGenerator own = new SplittableRandom(random.nextLong());
    Turns turns = new Turns(System.nanoTime(), target.firstInterval(), own);
    ProbeLoop loop = new ProbeLoop(target, check(target), turns, budgets, tally, clock, this::tell);
    return Thread.ofVirtual().name("probe-" + target.id()).start(loop);
  }

  private Check check(ProbeTarget target) {
    return switch (target.kind()) {
      case HTTP -> new HttpCheck(target, fetcher, limits.bodyBytes());
      case HLS_LIVE, DASH_LIVE ->
          new LiveCheck(
              target,
              fetcher,
              trackers.computeIfAbsent(stream(target), made -> new LiveTracker()),
              clock,
              limits.bodyBytes());
    };
  }

  private static Stream stream(ProbeTarget target) {
    return new Stream(target.service(), target.name());
  }

  private void tell(ProbeTarget target, ProbeLoop.Finding finding) {
    ProbePlan current = plan;
    if (closed || Thread.currentThread().isInterrupted()) {
      return;
    }
    try {
      results.accept(
          new ProbeResult(
              current.vantage(),
              current.region(),
              target.service(),
              target.cdn(),
              target.name(),
              finding.outcome(),
              finding.started(),
              finding.ended(),
              finding.live(),
              finding.detail()));
    } catch (RuntimeException e) {
      if (tally.refused()) {
        log.error("a result of {} was not taken", target.id(), e);
      }
    }
  }
}
