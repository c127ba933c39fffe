package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.Quantities;
import dev.tidegate.api.config.Section;
import dev.tidegate.rehearsal.model.DemandCurve;
import dev.tidegate.rehearsal.sim.Audience;
import dev.tidegate.rehearsal.sim.Curves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code audience}: who comes, and when. Its parts are read where they stand and put together once
 * the CDNs are known, since figures may be shares of what these carry.
 *
 * @param capacity viewers that all CDNs together carry, where the file says
 */
record AudienceReader(double bitsPerViewer, Optional<Double> capacity, Demand demand) {
  private static final double MOST_VIEWERS = 1e10;

  /** How many come, as it was written. */
  private sealed interface Level {
    record Part(double share) implements Level {}

    record Viewers(double viewers) implements Level {}

    default double share(double whole) {
      return switch (this) {
        case Part(double share) -> share;
        case Viewers(double viewers) -> viewers / whole;
      };
    }
  }

  /** Points win over a curve, a curve over a level; at most one of curve and points is given. */
  private record Demand(
      Optional<Level> level, Optional<String> curve, SortedMap<Duration, Level> points) {}

  static AudienceReader read(Section root) {
    return root.section("audience", AudienceReader::audience);
  }

  private static AudienceReader audience(Section section) {
    double bits = section.value("bitrate", Quantities::bitRate, StandardStage.BITS_PER_VIEWER);
    Optional<Double> capacity =
        section.optional("capacity", text -> Quantities.capacity(text).inViewers(bits));
    Optional<Level> level = section.optional("demand", AudienceReader::level);
    Map<String, String> curves =
        Curves.NAMES.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
    Optional<String> curve = section.optional("curve", Formats.oneOf(curves));
    SortedMap<Duration, Level> points = new TreeMap<>();
    section
        .scalars("points", AudienceReader::moment, AudienceReader::level)
        .forEach((at, value) -> points.put(Quantities.duration(at), value));
    if (!points.isEmpty() && (level.isPresent() || curve.isPresent())) {
      section.fault("points", "say how many come, and so does another key: keep one of them");
    }
    return new AudienceReader(bits, capacity, new Demand(level, curve, points));
  }

  private static String moment(String text) {
    Shapes.time(text);
    return text;
  }

  private static Level level(String text) {
    if (text.endsWith("viewers")) {
      double viewers = Quantities.capacity(text).inViewers(1);
      if (viewers > MOST_VIEWERS) {
        throw Formats.bad(text, "is more than there are people");
      }
      return new Level.Viewers(viewers);
    }
    return new Level.Part(Shapes.share(0, 10).parse(text));
  }

  /**
   * All of it.
   *
   * @param whole viewers that all CDNs together carry
   */
  Audience with(double whole, Duration length) {
    return new Audience(whole, curve(whole, length), bitsPerViewer);
  }

  private DemandCurve curve(double whole, Duration length) {
    if (!demand.points().isEmpty()) {
      List<DemandCurve.Point> points = new ArrayList<>();
      demand
          .points()
          .forEach((at, level) -> points.add(new DemandCurve.Point(at, level.share(whole))));
      return new DemandCurve(points);
    }
    if (demand.curve().isEmpty()) {
      return Curves.flat(
          demand.level().map(level -> level.share(whole)).orElse(StandardStage.DEMAND));
    }
    DemandCurve named = Curves.named(demand.curve().get(), length);
    double top = named.points().stream().mapToDouble(DemandCurve.Point::share).max().orElse(1);
    double factor = demand.level().map(level -> level.share(whole) / top).orElse(1.0);
    return new DemandCurve(
        named.points().stream()
            .map(point -> new DemandCurve.Point(point.at(), point.share() * factor))
            .toList());
  }
}
