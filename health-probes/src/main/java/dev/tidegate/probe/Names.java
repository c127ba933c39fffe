package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up before the HTTP client does. The system's resolver may hang for many seconds in
 * native code, which would hold the carrier of a virtual thread: two dead name servers could stop
 * every probe. So it runs on a few threads of its own, once a name at a time, and the client finds
 * the answer in the JDK's cache.
 */
final class Names implements AutoCloseable {
  /** Shorter than the JDK's own positive cache (30 s), so that the client's look-up hits it. */
  private static final long FRESH = Duration.ofSeconds(20).toNanos();

  private static final int THREADS = 16;

  /** Manifests may lead to ever new names. */
  private static final int MOST = 10_000;

  /** The system's resolver, or a test's. */
  interface Resolver {
    /** Returns if the host has an address; may block for long. */
    void resolve(String host) throws UnknownHostException;
  }

  private record Lookup(FutureTask<Boolean> task, long asked) {}

  private final ConcurrentHashMap<String, Lookup> lookups = new ConcurrentHashMap<>();
  private final ExecutorService resolvers = resolvers();
  private final Resolver resolver;

  Names() {
    this(InetAddress::getAllByName);
  }

  Names(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Returns once the host has an address.
   *
   * @throws ProbeFailed DNS, if it has none or the resolver has not answered by the deadline
   */
  void require(String host, long deadline) throws ProbeFailed, InterruptedException {
    if (literal(host)) {
      return;
    }
    Lookup lookup = current(host);
    try {
      lookup.task().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new ProbeFailed(Outcome.DNS, "no answer from the resolver about " + host);
    } catch (ExecutionException e) {
      lookups.remove(host, lookup);
      throw new ProbeFailed(Outcome.DNS, host + " does not resolve");
    }
  }

  private Lookup current(String host) {
    long now = System.nanoTime();
    if (lookups.size() > MOST) {
      lookups.clear();
    }
    Lookup known = lookups.get(host);
    if (known != null && (!known.task().isDone() || now - known.asked() < FRESH)) {
      return known;
    }
    Lookup next = new Lookup(new FutureTask<>(() -> asked(host)), now);
    boolean mine =
        known == null
            ? lookups.putIfAbsent(host, next) == null
            : lookups.replace(host, known, next);
    if (mine) {
      resolvers.execute(next.task());
      return next;
    }
    return current(host);
  }

  private boolean asked(String host) throws UnknownHostException {
    resolver.resolve(host);
    return true;
  }

  private static boolean literal(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static ExecutorService resolvers() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("probe-names-", 0).daemon(true).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Forgets the hosts that no target names. Those that manifests led to are looked up again. */
  void keepOnly(Set<String> wanted) {
    lookups.keySet().retainAll(wanted);
  }

  @Override
  public void close() {
    resolvers.shutdownNow();
  }
}
