package dev.tidegate.api.beacon;

import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import java.util.OptionalLong;

/** One cell's caps and witnesses, and how a sample becomes counts there. */
final class CellIntake {
  private static final int MOST_SESSIONS = 1 << 16;
  private static final int MOST_PREFIXES = 1 << 13;

  /** A client prefix's volume over the median prefix's. */
  private static final double PREFIX_TIMES = 3;

  /** A failed start, in milliseconds of badness. */
  private static final long FAILED_START = 30_000;

  private final VolumeCap requestsOfSession = new VolumeCap(MOST_SESSIONS);
  private final VolumeCap watchedOfSession = new VolumeCap(MOST_SESSIONS);
  private final VolumeCap ofPrefix = new VolumeCap(MOST_PREFIXES);
  final WitnessWindow witnesses = new WitnessWindow();

  /** Who reports, and with what weight. */
  record Reporter(long session, long prefix, double weight, double sessionCap, long second) {}

  /**
   * Rates that a sample gives; a rate needs both its parts, and what is absent stays absent.
   *
   * @param requests and errors, or both 0
   * @param watched and stalled milliseconds, or both 0
   */
  record Rates(
      long requests, long errors, long timeouts, long errors5xx, long watched, long stalled) {
    static Rates of(Sample sample, IntakeStats stats) {
      OptionalLong requests = sample.get(Sample.Field.REQUESTS);
      OptionalLong errors = sample.get(Sample.Field.ERRORS);
      long n = 0;
      long x = 0;
      long timeouts = sample.get(Sample.Field.TIMEOUTS).orElse(0);
      long serverErrors = sample.get(Sample.Field.HTTP_5XX).orElse(0);
      if (requests.isPresent() && errors.isPresent()) {
        n = requests.getAsLong();
        x = Math.min(errors.getAsLong(), n);
        if (x < errors.getAsLong() || timeouts > x || serverErrors > x) {
          stats.drop(IntakeStats.Reason.CLIPPED);
        }
      }
      OptionalLong played = sample.get(Sample.Field.PLAYED_MS);
      OptionalLong stalled = sample.get(Sample.Field.STALLED_MS);
      long failedStart = sample.startFailed ? FAILED_START : 0;
      boolean both = played.isPresent() && stalled.isPresent();
      return new Rates(
          n,
          x,
          Math.min(timeouts, x),
          Math.min(serverErrors, x),
          failedStart + (both ? played.getAsLong() + stalled.getAsLong() : 0),
          failedStart + (both ? stalled.getAsLong() : 0));
    }
  }

  /**
   * The weights of a sample once it is capped: for failures, and for stalls.
   *
   * @param ownFailure the part of its requests, 0..1, that its session may weigh
   * @param ownStall the part of its watching time, 0..1, that its session may weigh
   */
  record Weight(double failure, double stall, double ownFailure, double ownStall) {}

  /** Holds the sample to what its session and its client prefix may weigh. */
  Weight weigh(Reporter who, Rates rates, IntakeStats stats) {
    double failure = 1;
    double stall = 1;
    if (rates.requests() > 0) {
      failure =
          requestsOfSession.admit(
              who.session(), who.weight() * rates.requests(), who.sessionCap(), who.second());
    }
    if (rates.watched() > 0) {
      stall =
          watchedOfSession.admit(
              who.session(), who.weight() * rates.watched(), who.sessionCap(), who.second());
    }
    if (failure < 1 || stall < 1) {
      stats.drop(IntakeStats.Reason.SESSION_CAPPED);
    }
    double volume =
        rates.requests() > 0
            ? who.weight() * failure * rates.requests()
            : who.weight() * stall * rates.watched() / 1000;
    double prefix =
        volume > 0 ? ofPrefix.admit(who.prefix(), volume, PREFIX_TIMES, who.second()) : 1;
    if (prefix < 1) {
      stats.drop(IntakeStats.Reason.PREFIX_CAPPED);
    }
    return new Weight(
        who.weight() * failure * prefix, who.weight() * stall * prefix, failure, stall);
  }

  boolean prefixOverCap(long second) {
    return ofPrefix.capped(second);
  }

  /** Adds a sample as the Javadoc of {@link Count} says. */
  static void count(Sample sample, Rates rates, Weight weight, Counts to) {
    double wf = weight.failure();
    double ws = weight.stall();
    long n = rates.requests();
    long x = rates.errors();
    plain(rates, weight, to);
    to.add(Count.BEACONS, milli(Math.min(wf, ws)));
    to.add(Count.REQUESTS, milli(wf * n)).add(Count.ERRORS, milli(wf * x));
    to.add(Count.TIMEOUTS, milli(wf * rates.timeouts()));
    to.add(Count.ERRORS_5XX, milli(wf * rates.errors5xx()));
    to.add(Count.REQUESTS_SQ, milli(wf * wf * n));
    long watched = rates.watched();
    long stalled = rates.stalled();
    to.add(Count.WATCHED_MS, milli(ws * watched)).add(Count.STALLED_MS, milli(ws * stalled));
    to.add(Count.WATCHED_SQ, Math.round(ws * ws * watched));
    OptionalLong played = sample.get(Sample.Field.PLAYED_MS);
    OptionalLong kbps = sample.get(Sample.Field.BITRATE_KBPS);
    if (played.isPresent() && kbps.isPresent()) {
      to.add(Count.KBITS, Math.round(ws * kbps.getAsLong() * played.getAsLong()));
      to.add(Count.KBITS_MS, milli(ws * played.getAsLong()));
    }
  }

  /**
   * Counts beacons by what each holds. Their squares would let one session that claims ten thousand
   * requests stand for all others, so it counts here too as no more than it may weigh.
   */
  private static void plain(Rates rates, Weight weight, Counts to) {
    long n = Math.round(rates.requests() * weight.ownFailure());
    long x = Math.min(n, Math.round(rates.errors() * weight.ownFailure()));
    to.add(Count.RAW_BEACONS, 1).add(Count.RAW_ERRORS, x).add(Count.RAW_REQUESTS, n);
    to.add(Count.SUCCESSES, n - x).add(Count.SUCCESSES_SQ, (n - x) * (n - x));
    if (n > 0) {
      to.add(Count.FAILURE_SPREAD, milli((double) x * x / n));
    }
    long watched = Math.round(rates.watched() * weight.ownStall());
    long stalled = Math.min(watched, Math.round(rates.stalled() * weight.ownStall()));
    to.add(Count.RAW_WATCHED_MS, watched).add(Count.RAW_STALLED_MS, stalled);
    if (watched > 0) {
      to.add(Count.STALL_SPREAD, Math.round((double) stalled * stalled / watched));
    }
  }

  static long milli(double amount) {
    return Math.round(amount * 1000);
  }
}
