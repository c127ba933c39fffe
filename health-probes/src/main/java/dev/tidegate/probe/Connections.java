package dev.tidegate.probe;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP clients, and with them the kept connections.
 *
 * <p>Giving up an HTTP/1.1 exchange closes its connection, so one client serves all cleartext
 * hosts. Giving up an HTTP/2 exchange only resets its stream: were the connection itself dead, each
 * later probe would be sent into it and time out, long after the host is well. So TLS hosts are
 * dealt over lanes, each with a client of its own, and a lane in which a probe timed out gets a new
 * client; a stale connection costs one failing round, never two.
 */
final class Connections implements AutoCloseable {
  private static final int LANES = 64;

  /**
   * A lane is not renewed more often: while a host is dead its neighbours keep their connections.
   */
  private static final long RENEWED_AT_MOST_EVERY = Duration.ofSeconds(1).toNanos();

  /** One who took the old client just now has sent its request by then. */
  private static final Duration HANDOVER = Duration.ofSeconds(1);

  /** A client and the nanosecond it was made. */
  record Lane(HttpClient client, long made) {}

  private final ExecutorService executor;
  private final Optional<SSLContext> trust;
  private final HttpClient cleartext;
  private final AtomicReferenceArray<@Nullable Lane> lanes = new AtomicReferenceArray<>(LANES);

  Connections(ExecutorService executor, Optional<SSLContext> trust) {
    this.executor = executor;
    this.trust = trust;
    // Over cleartext HTTP/2 would begin with an Upgrade that no player sends.
    this.cleartext = client(HttpClient.Version.HTTP_1_1);
  }

  HttpClient to(URI uri) {
    if (!secure(uri)) {
      return cleartext;
    }
    int lane = laneOf(uri);
    Lane known = lanes.get(lane);
    return known != null ? known.client() : opened(lane);
  }

  private synchronized HttpClient opened(int lane) {
    Lane known = lanes.get(lane);
    if (known == null) {
      known = new Lane(client(HttpClient.Version.HTTP_2), System.nanoTime());
      lanes.set(lane, known);
    }
    return known.client();
  }

  /** Tells that an exchange over this client ran out of time. */
  void timedOut(URI uri, HttpClient client) {
    if (!secure(uri)) {
      return;
    }
    int lane = laneOf(uri);
    Lane known = lanes.get(lane);
    if (known == null
        || !known.client().equals(client)
        || System.nanoTime() - known.made() < RENEWED_AT_MOST_EVERY) {
      return;
    }
    Lane next = new Lane(client(HttpClient.Version.HTTP_2), System.nanoTime());
    if (lanes.compareAndSet(lane, known, next)) {
      executor.execute(() -> retire(client));
    } else {
      next.client().shutdownNow();
    }
  }

  private static void retire(HttpClient client) {
    try {
      Thread.sleep(HANDOVER);
      client.shutdown();
    } catch (InterruptedException e) {
      client.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private HttpClient client(HttpClient.Version version) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(executor)
            .version(version)
            .followRedirects(HttpClient.Redirect.NEVER);
    trust.ifPresent(builder::sslContext);
    return builder.build();
  }

  private static boolean secure(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  private static int laneOf(URI uri) {
    return Math.floorMod(Hosts.of(uri).hashCode(), LANES);
  }

  @Override
  public void close() {
    cleartext.shutdownNow();
    for (int i = 0; i < LANES; i++) {
      Lane lane = lanes.get(i);
      if (lane != null) {
        lane.client().shutdownNow();
      }
    }
  }
}
