package dev.tidegate.probe;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing to check at one CDN, again and again.
 *
 * @param baseUrl absolute http or https URL; {@code path} is appended to its path
 * @param name the probe's configured name; the same at every CDN of a service, so that they can be
 *     compared
 * @param path begins with a slash, may carry a query
 * @param interval from one turn to the next, 50 ms to 1 h; empty: 5 s for {@link Kind#HTTP}, for
 *     live kinds a quarter of the playlist's target duration, at most 2 s
 * @param timeout for the whole exchange, names and bodies and followed playlists included; 10 ms to
 *     5 min
 * @param headers sent with every request to {@code baseUrl}'s own host, and to no other; {@code
 *     Host} as {@link HostHeader} allows
 */
public record ProbeTarget(
    String service,
    String cdn,
    URI baseUrl,
    String name,
    Kind kind,
    String path,
    Optional<Duration> interval,
    Duration timeout,
    SortedMap<String, String> headers,
    Expect expect) {

  /** For targets whose timeout is not configured. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  static final Duration HTTP_INTERVAL = Duration.ofSeconds(5);
  static final Duration LIVE_INTERVAL = Duration.ofSeconds(2);

  /** How the answer is looked at. */
  public enum Kind {
    /** One GET. */
    HTTP,
    /** HLS: multivariant playlist, first variant, newest segment. */
    HLS_LIVE,
    /** DASH: MPD, newest segment of its first representation. */
    DASH_LIVE;

    /** As configuration spells it: {@code http}, {@code hls-live}, {@code dash-live}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind so spelt.
     *
     * @throws IllegalArgumentException naming those that exist
     */
    public static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "probe kind must be http, hls-live or dash-live, not " + word);
    }
  }

  /** What tells one target from the others of a plan. */
  public record Id(String service, String cdn, String name) {
    @Override
    public String toString() {
      return service + "/" + cdn + "/" + name;
    }
  }

  public ProbeTarget {
    if (service.isBlank() || cdn.isBlank() || name.isBlank()) {
      throw new IllegalArgumentException("a probe needs a service, a cdn and a name");
    }
    requireWeb(baseUrl);
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must begin with a slash: " + path);
    }
    interval.ifPresent(
        every -> requireWithin("interval", every, Duration.ofMillis(50), Duration.ofHours(1)));
    requireWithin("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(5));
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    // The client knows best which names and values it refuses; better now than at every turn.
    HttpRequest.Builder trial = HttpRequest.newBuilder(join(baseUrl, path));
    headers.forEach(trial::header);
  }

  /** A plain GET with the defaults. */
  public static ProbeTarget http(
      String service, String cdn, URI baseUrl, String name, String path) {
    return new ProbeTarget(
        service,
        cdn,
        baseUrl,
        name,
        Kind.HTTP,
        path,
        Optional.empty(),
        DEFAULT_TIMEOUT,
        Collections.emptySortedMap(),
        Expect.SUCCESS);
  }

  public Id id() {
    return new Id(service, cdn, name);
  }

  /** Where the first request goes. */
  public URI url() {
    return join(baseUrl, path);
  }

  /** The interval before anything is known of the playlist. */
  Duration firstInterval() {
    return interval.orElse(kind == Kind.HTTP ? HTTP_INTERVAL : LIVE_INTERVAL);
  }

  private static URI join(URI base, String path) {
    String prefix = base.toString();
    return URI.create(
        prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) + path : prefix + path);
  }

  private static void requireWeb(URI url) {
    String scheme = url.getScheme();
    if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException("base-url must be http or https with a host: " + url);
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null || url.getUserInfo() != null) {
      throw new IllegalArgumentException("base-url must have no query, fragment or user: " + url);
    }
  }

  private static void requireWithin(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
