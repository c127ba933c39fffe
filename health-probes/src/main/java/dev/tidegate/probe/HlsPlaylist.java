package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads as much of an HLS playlist (RFC 8216) as the live edge needs. */
final class HlsPlaylist {
  private static final String VARIANT = "#EXT-X-STREAM-INF:";
  private static final String TARGET = "#EXT-X-TARGETDURATION:";
  private static final String SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
  private static final String TIME = "#EXT-X-PROGRAM-DATE-TIME:";
  private static final String LENGTH = "#EXTINF:";

  /** ISO 8601; packagers write offsets as Z, +01:00 and +0100. */
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter();

  private final URI from;
  private final Iterator<String> lines;

  private long target = -1;
  private long first;
  private int count;
  private boolean ended;
  private Optional<Instant> time = Optional.empty();
  private double length;
  private Optional<Instant> newestTime = Optional.empty();
  private Optional<String> newest = Optional.empty();

  private HlsPlaylist(URI from, String text) throws ProbeFailed {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (!plain.startsWith("#EXTM3U")) {
      throw new ProbeFailed(Outcome.CONTENT, "not a playlist: no #EXTM3U");
    }
    this.from = from;
    this.lines = plain.lines().map(String::strip).filter(line -> !line.isEmpty()).iterator();
  }

  /**
   * The first variant of a multivariant playlist; empty if this is a media playlist.
   *
   * @throws ProbeFailed CONTENT
   */
  static Optional<URI> firstVariant(URI from, String text) throws ProbeFailed {
    HlsPlaylist playlist = new HlsPlaylist(from, text);
    boolean awaited = false;
    while (playlist.lines.hasNext()) {
      String line = playlist.lines.next();
      if (line.startsWith(VARIANT)) {
        awaited = true;
      } else if (awaited && !line.startsWith("#")) {
        return Optional.of(Links.resolve(from, line));
      }
    }
    if (awaited) {
      throw new ProbeFailed(Outcome.CONTENT, "a variant without a URI");
    }
    return Optional.empty();
  }

  /**
   * The edge of a media playlist.
   *
   * @throws ProbeFailed CONTENT
   */
  static LiveView media(URI from, String text) throws ProbeFailed {
    HlsPlaylist playlist = new HlsPlaylist(from, text);
    try {
      playlist.lines.forEachRemaining(playlist::read);
    } catch (NumberFormatException | DateTimeException e) {
      throw new ProbeFailed(Outcome.CONTENT, "a malformed playlist: " + e.getMessage());
    }
    return playlist.view();
  }

  private void read(String line) {
    if (line.startsWith(LENGTH)) {
      length = seconds(line.substring(LENGTH.length()));
    } else if (line.startsWith(TARGET)) {
      target = Math.round(seconds(line.substring(TARGET.length())) * 1000);
    } else if (line.startsWith(SEQUENCE)) {
      first = Long.parseLong(line.substring(SEQUENCE.length()));
    } else if (line.startsWith(TIME)) {
      time = Optional.of(OffsetDateTime.parse(line.substring(TIME.length()), DATE).toInstant());
    } else if (line.equals("#EXT-X-ENDLIST")) {
      ended = true;
    } else if (!line.startsWith("#")) {
      segment(line);
    }
  }

  private void segment(String uri) {
    count++;
    newest = Optional.of(uri);
    newestTime = time;
    long nanos = Math.round(length * 1e9);
    time = time.map(begin -> begin.plusNanos(nanos));
  }

  private static double seconds(String text) {
    int comma = text.indexOf(',');
    double seconds = Double.parseDouble(comma < 0 ? text : text.substring(0, comma));
    if (!(seconds >= 0 && seconds <= 86_400)) {
      throw new NumberFormatException("a duration of " + text);
    }
    return seconds;
  }

  private LiveView view() throws ProbeFailed {
    if (target < 0 || newest.isEmpty() || first < 0) {
      throw new ProbeFailed(
          Outcome.CONTENT, "a media playlist without target duration, segments or a sequence");
    }
    LiveView.Segment segment =
        new LiveView.Segment(first + count - 1, newestTime, Links.resolve(from, newest.get()));
    return new LiveView(List.of(segment), count, Duration.ofMillis(target), ended);
  }
}
