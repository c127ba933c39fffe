package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.rehearsal.live.Crowd;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The audiences of the proofs. */
final class Events {
  static final String WEST = "in-west";

  /** More than 400 viewers on cdn-a in in-west, each asking once a second. */
  static final Event FULL = event(920, 200);

  /** The same at a size that a test may have. */
  static final Event SMALL = event(400, 100);

  /** Nobody comes: for what needs no traffic. */
  static final Event EMPTY = event(0, 0);

  private Events() {}

  static Event event(int west, int south) {
    return new Event(
        new Crowd(new TreeMap<>(Map.of(WEST, west, "in-south", south)), Event.NETWORKS),
        new TreeMap<>(
            Map.of(
                "cdn-a", new Event.Cdn(50, 1_500, Duration.ofMillis(22)),
                "cdn-b", new Event.Cdn(30, 1_300, Duration.ofMillis(26)),
                "cdn-c", new Event.Cdn(20, 1_200, Duration.ofMillis(30)))),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1));
  }

  /** What was set up, for the page. */
  static String setUp(Event event, Terms terms) {
    return ("`serve` as a process of its own at its default policy against %d imitation CDNs; %d"
            + " outside viewers (%s), each about one request a second, who speak only the wire"
            + " contract. Probes every %d ms (timeout 800 ms), beacons every %d s, TTL %d s."
            + " Seed %d. Options:`%s`.")
        .formatted(
            event.cdns().size(),
            event.crowd().size(),
            event.crowd().regions(),
            event.probeInterval().toMillis(),
            event.beaconInterval().toSeconds(),
            event.ttl().toSeconds(),
            terms.seed(),
            terms.options());
  }

  static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1_000.0;
  }
}
