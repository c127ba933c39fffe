package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.telemetry.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Our probes as the checks of somebody else's monitor: of each vantage and CDN at most one result
 * an interval, however often we probe. A check that knows of status codes alone passes a playlist
 * that stands still.
 */
final class Votes {
  /** Probes come a little early or late; a check every ten seconds is still one. */
  private static final Duration TOLERANCE = Duration.ofMillis(500);

  /** One check's result. */
  record Vote(String vantage, Optional<String> region, String cdn, boolean passed) {}

  private record Check(String vantage, String cdn) implements Comparable<Check> {
    private static final Comparator<Check> ORDER =
        Comparator.comparing(Check::vantage).thenComparing(Check::cdn);

    @Override
    public int compareTo(Check other) {
      return ORDER.compare(this, other);
    }
  }

  private final String service;
  private final Duration interval;
  private final SortedMap<Check, Instant> due = new TreeMap<>();

  Votes(String service, Duration interval) {
    this.service = service;
    this.interval = interval;
  }

  /** Hands on what counts of this second, in the order in which it ended. */
  void count(Inputs inputs, Consumer<Vote> each) {
    List<ProbeResult> sorted =
        inputs.probes().stream()
            .filter(probe -> probe.service().equals(service))
            .filter(probe -> probe.outcome() != ProbeResult.Outcome.NOT_RUN)
            .sorted(
                Comparator.comparing(ProbeResult::ended)
                    .thenComparing(ProbeResult::vantage)
                    .thenComparing(ProbeResult::cdn)
                    .thenComparing(ProbeResult::probe))
            .toList();
    for (ProbeResult probe : sorted) {
      Check check = new Check(probe.vantage(), probe.cdn());
      Instant wanted = due.getOrDefault(check, Instant.MIN);
      if (!probe.ended().plus(TOLERANCE).isBefore(wanted)) {
        due.put(check, probe.ended().plus(interval));
        each.accept(new Vote(probe.vantage(), probe.region(), probe.cdn(), passed(probe)));
      }
    }
  }

  private static boolean passed(ProbeResult probe) {
    return !probe.failed() || probe.outcome() == ProbeResult.Outcome.STALE;
  }
}
