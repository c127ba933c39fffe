package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A SegmentTemplate with what it inherits, and the newest segments it names.
 *
 * @param given its attributes, the inner element's over the outer's
 * @param timeline its innermost SegmentTimeline; null if segments are of one length
 */
record DashTemplate(
    Map<String, String> given, @Nullable Element timeline, String id, String bandwidth) {

  /** How many segments below the expected newest are tried, where only the clock names it. */
  private static final int TRIED = 4;

  private static final Pattern FIELD =
      Pattern.compile("\\$(?:(RepresentationID|Number|Time|Bandwidth)(?:%0(\\d{1,2})d)?)?\\$");

  /** The template of the last of these elements; null if none of them has one. */
  static @Nullable DashTemplate of(List<Element> chain) {
    Map<String, String> given = new HashMap<>();
    Element timeline = null;
    for (Element outer : chain) {
      for (Element template : DashManifest.children(outer, "SegmentTemplate")) {
        for (int i = 0; i < template.getAttributes().getLength(); i++) {
          given.put(
              template.getAttributes().item(i).getNodeName(),
              template.getAttributes().item(i).getNodeValue());
        }
        List<Element> own = DashManifest.children(template, "SegmentTimeline");
        timeline = own.isEmpty() ? timeline : own.getFirst();
      }
    }
    if (!given.containsKey("media")) {
      return null;
    }
    Element inner = chain.getLast();
    return new DashTemplate(
        given, timeline, inner.getAttribute("id"), inner.getAttribute("bandwidth"));
  }

  /**
   * The live edge.
   *
   * @param begins when the period began
   */
  LiveView view(URI base, Optional<Instant> begins, boolean ended, Instant now) throws ProbeFailed {
    return timeline == null
        ? counted(base, begins, ended, now)
        : listed(timeline, base, begins, ended, now);
  }

  /** Segment n lasts from (n - startNumber)*d to its end, and is there once that has passed. */
  private LiveView counted(URI base, Optional<Instant> begins, boolean ended, Instant now)
      throws ProbeFailed {
    long length = positive("duration", -1);
    if (length < 0 || begins.isEmpty()) {
      throw new ProbeFailed(
          Outcome.CONTENT, "a numbered template needs duration and availabilityStartTime");
    }
    Duration each = ticks(length);
    Duration early = Duration.ofNanos(Math.round(offset() * 1e9));
    long whole = Duration.between(begins.get(), now.plus(early)).dividedBy(each);
    if (whole < 1) {
      throw new ProbeFailed(Outcome.CONTENT, "the period has no segment yet");
    }
    long shown = number("presentationTimeOffset", 0);
    List<LiveView.Segment> newest = new ArrayList<>();
    for (long index = whole - 1; index >= Math.max(0, whole - TRIED); index--) {
      Instant time = begins.get().plus(each.multipliedBy(index));
      newest.add(segment(base, startNumber() + index, index * length + shown, Optional.of(time)));
    }
    return new LiveView(newest, (int) Math.min(whole, Integer.MAX_VALUE), each, ended);
  }

  private LiveView listed(
      Element list, URI base, Optional<Instant> begins, boolean ended, Instant now)
      throws ProbeFailed {
    long presentation = number("presentationTimeOffset", 0);
    long known =
        begins.map(b -> inTicks(Duration.between(b, now)) + presentation).orElse(Long.MIN_VALUE);
    DashTimeline edge = DashTimeline.read(list, known);
    if (edge.segments() < 1) {
      throw new ProbeFailed(Outcome.CONTENT, "an empty SegmentTimeline");
    }
    Optional<Instant> time = begins.map(b -> b.plus(ticks(edge.newest() - presentation)));
    // Numbers restart where a packager does; the time line's own count is what does not.
    long sequence =
        given.getOrDefault("media", "").contains("$Number")
            ? startNumber() + edge.segments() - 1
            : edge.newest() / edge.longest();
    URI uri = segment(base, startNumber() + edge.segments() - 1, edge.newest(), time).uri();
    int count = (int) Math.min(edge.segments(), Integer.MAX_VALUE);
    return new LiveView(
        List.of(new LiveView.Segment(sequence, time, uri)), count, ticks(edge.longest()), ended);
  }

  private LiveView.Segment segment(URI base, long number, long time, Optional<Instant> at)
      throws ProbeFailed {
    Matcher field = FIELD.matcher(given.getOrDefault("media", ""));
    StringBuilder uri = new StringBuilder();
    while (field.find()) {
      field.appendReplacement(uri, Matcher.quoteReplacement(value(field, number, time)));
    }
    field.appendTail(uri);
    return new LiveView.Segment(number, at, Links.resolve(base, uri.toString()));
  }

  private String value(Matcher field, long number, long time) {
    String name = field.group(1);
    if (name == null) {
      return "$";
    }
    String plain =
        switch (name) {
          case "Number" -> Long.toString(number);
          case "Time" -> Long.toString(time);
          case "Bandwidth" -> bandwidth;
          default -> id;
        };
    int width = field.group(2) == null ? 0 : Integer.parseInt(field.group(2));
    return "0".repeat(Math.max(0, width - plain.length())) + plain;
  }

  private long startNumber() {
    return number("startNumber", 1);
  }

  private double offset() {
    // May be INF: segments are there before they begin; the clock still names the newest.
    String text = given.getOrDefault("availabilityTimeOffset", "0");
    double seconds = "INF".equals(text) ? 0 : Double.parseDouble(text);
    return seconds >= 0 && seconds < 3600 ? seconds : 0;
  }

  private Duration ticks(long ticks) {
    long scale = positive("timescale", 1);
    return Duration.ofSeconds(Math.floorDiv(ticks, scale))
        .plusNanos(Math.round(Math.floorMod(ticks, scale) * (1e9 / scale)));
  }

  private long inTicks(Duration duration) {
    long scale = positive("timescale", 1);
    return Math.addExact(
        Math.multiplyExact(duration.getSeconds(), scale),
        Math.round(duration.getNano() * (scale / 1e9)));
  }

  private long number(String name, long otherwise) {
    String text = given.get(name);
    return text == null ? otherwise : Long.parseLong(text.strip());
  }

  private long positive(String name, long otherwise) {
    long value = number(name, otherwise);
    if (given.containsKey(name) && value < 1) {
      throw new NumberFormatException(name + " must be at least 1, not " + value);
    }
    return value;
  }
}
