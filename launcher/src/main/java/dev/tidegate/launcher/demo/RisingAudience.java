package dev.tidegate.launcher.demo;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.rehearsal.live.Crowd;
import dev.tidegate.rehearsal.model.DemandCurve;
import dev.tidegate.rehearsal.model.DemandCurve.Point;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The event that two worlds see: few viewers, as there are two of each, and more all the time. */
final class RisingAudience {
  /** The CDN that carries most. */
  static final String LARGEST = "cdn-a";

  /** 348 viewers fit; weights are an operator's, by contract and not by capacity. */
  static final Event EVENT =
      new Event(
          new Crowd(
              new TreeMap<>(Map.of("in-west", 160, "in-south", 100, "in-north", 60)),
              new TreeMap<>(
                  Map.of(
                      "jio", new Crowd.Network(55_836, 0.5),
                      "airtel", new Crowd.Network(24_560, 0.35),
                      "bsnl", new Crowd.Network(9_829, 0.15)))),
          new TreeMap<>(
              Map.of(
                  LARGEST,
                  new Event.Cdn(40, 128, Duration.ofMillis(22)),
                  "cdn-b",
                  new Event.Cdn(30, 90, Duration.ofMillis(26)),
                  "cdn-c",
                  new Event.Cdn(20, 74, Duration.ofMillis(30)),
                  "cdn-d",
                  new Event.Cdn(10, 56, Duration.ofMillis(30)))),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1));

  /** Part of the length after which the audience has come whole. */
  private static final double WHOLE = 0.7;

  private RisingAudience() {}

  /** From 0.72 of all capacity to 0.92. */
  static DemandCurve demand(Duration length) {
    return new DemandCurve(
        List.of(
            new Point(Duration.ZERO, 0),
            new Point(Duration.ofSeconds(4), 0.78),
            new Point(Duration.ofMillis((long) (length.toMillis() * WHOLE) + 5_000), 1)));
  }
}
