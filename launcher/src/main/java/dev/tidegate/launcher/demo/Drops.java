package dev.tidegate.launcher.demo;

import dev.tidegate.api.beacon.IntakeStats.Reason;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the intake dropped of the beacons that it was sent, by its own counters. */
final class Drops {
  private static final Pattern DROPPED =
      Pattern.compile("tidegate_beacons_dropped_total\\{.*cause=\"([a-z0-9-]+)\".*} (\\S+)");

  private static final Set<String> MENDED =
      Stream.of(Reason.values())
          .filter(Reason::mended)
          .map(Reason::wire)
          .collect(Collectors.toUnmodifiableSet());

  private Drops() {}

  /** Beacons and samples that count for nothing; those that only weigh less do count. */
  static long among(List<String> metrics) {
    double dropped = 0;
    for (String line : metrics) {
      Matcher counter = DROPPED.matcher(line);
      if (counter.matches() && !MENDED.contains(counter.group(1))) {
        dropped += Double.parseDouble(counter.group(2));
      }
    }
    return Math.round(dropped);
  }
}
