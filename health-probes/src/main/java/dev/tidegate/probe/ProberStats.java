package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a prober has done since it was made.
 *
 * @param outcomes results by class; every class is there
 * @param targets probes planned
 * @param running probes under way now
 * @param skipped turns that passed while the probe's last turn was still running
 * @param refused results that the consumer threw out of, none of which is told twice
 * @param lagMean how late turns began, on average
 * @param lagWorst the latest a turn began in the last one to two minutes
 */
public record ProberStats(
    Map<Outcome, Long> outcomes,
    int targets,
    int running,
    long skipped,
    long refused,
    Duration lagMean,
    Duration lagWorst) {

  public ProberStats {
    outcomes = Collections.unmodifiableMap(new EnumMap<>(outcomes));
  }

  /** Probes that a budget kept from running. */
  public long notRun() {
    return outcomes.getOrDefault(Outcome.NOT_RUN, 0L);
  }
}
