package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.Probe;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@code probes} of a service: our own checks of every CDN. */
final class ProbeReader {
  static final String HTTP = "http";

  private static final Map<String, String> KINDS =
      Map.of(HTTP, HTTP, "hls-live", "hls-live", "dash-live", "dash-live");
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Set<Long> WITHOUT_BODY = Set.of(204L, 304L);

  /** What HTTP itself needs of a connection. {@code Host} is not among them: CDNs go by it. */
  private static final Set<String> OF_THE_CLIENT =
      Set.of("connection", "content-length", "expect", "transfer-encoding", "upgrade");

  private ProbeReader() {}

  static List<Probe> read(Section service) {
    Set<String> names = new HashSet<>();
    return service.sections("probes", section -> probe(section, names));
  }

  private static Probe probe(Section section, Set<String> names) {
    String name = section.required("name", Formats.id("probe"), "manifest", "unnamed");
    if (!names.add(name)) {
      section.fault("name", "two probes are named " + name + ": give each its own name");
    }
    String kind = section.value("kind", Formats.oneOf(KINDS), HTTP);
    boolean live = !kind.equals(HTTP);
    String path = section.required("path", NetworkFormats::requestPath, "/live/final.m3u8", "/");
    Optional<Duration> interval =
        section
            .optional("interval", Formats.duration(Duration.ofMillis(100), Duration.ofHours(1)))
            .or(() -> live ? Optional.empty() : Optional.of(INTERVAL));
    Duration timeout =
        section.value(
            "timeout",
            Formats.duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
            interval.filter(i -> i.compareTo(TIMEOUT) < 0).orElse(TIMEOUT));
    if (interval.isPresent() && timeout.compareTo(interval.get()) > 0) {
      section.warn(
          "timeout",
          Quantities.show(timeout)
              + " is longer than the interval of "
              + Quantities.show(interval.get())
              + ": rounds wait for one another");
    }
    Expect expect = section.section("expect", ProbeReader::expect);
    if (live && expect.any()) {
      section.fault("expect", "belongs to kind http: " + kind + " judges the playlist by itself");
    }
    return new Probe(
        name,
        kind,
        path,
        interval,
        timeout,
        live ? OptionalLong.empty() : expect.status(),
        expect.contains(),
        expect.minBytes(),
        section.scalars("headers", ProbeReader::header, NetworkFormats::headerValue));
  }

  private static String header(String text) {
    if (OF_THE_CLIENT.contains(text.toLowerCase(Locale.ROOT))) {
      throw Formats.bad(text, "is a header field that the HTTP client writes itself: leave it out");
    }
    return NetworkFormats.headerName(text);
  }

  private record Expect(OptionalLong status, Optional<String> contains, OptionalLong minBytes) {
    boolean any() {
      return status.isPresent() || contains.isPresent() || minBytes.isPresent();
    }
  }

  private static Expect expect(Section section) {
    // What begins with 1 comes before the answer: nobody is ever told of it.
    OptionalLong status = number(section, "status", Formats.whole(200, 599));
    Optional<String> contains = section.optional("contains", Formats.words(1024));
    OptionalLong minBytes = number(section, "min-bytes", Formats.whole(1, 1 << 30));
    if (status.isPresent()
        && WITHOUT_BODY.contains(status.getAsLong())
        && (contains.isPresent() || minBytes.isPresent())) {
      section.fault(
          "status",
          status.getAsLong() + " has no body: remove contains and min-bytes, or expect 200");
    }
    return new Expect(status, contains, minBytes);
  }

  private static OptionalLong number(Section section, String key, Parser<Integer> parser) {
    Optional<Integer> value = section.optional(key, parser);
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }
}
