package dev.tidegate.api.steer;

import java.util.concurrent.atomic.LongAdder;

/** What the public plane has answered since it started. Thread-safe; read by metrics. */
public final class PublicStats {
  /** Forms of an answer, and what became of the other requests. */
  public enum Answer {
    RANK,
    HLS,
    DASH,
    SESSION,
    /** Tables and buckets, for caches. */
    EDGE,
    BEACON,
    CMCD,
    /** Network Error Logging. */
    NEL,
    PREFLIGHT,
    PROBE,
    NOT_FOUND,
    NOT_ALLOWED,
    BAD_REQUEST,
    TOO_LONG,
    /** Refused by the HTTP parser itself. */
    UNREADABLE,
    /** Answered with static weights because the answer path itself failed: a bug to look at. */
    FALLBACK,
    /** A snapshot whose answers could not be made ready: those before it were given. A bug too. */
    UNPREPARED,
    /** Answered while load was being shed, with the longer TTL. */
    SHED,
    /** A poll that named a CDN which the service does not have. */
    UNKNOWN_PATHWAY
  }

  private final AnswerTimes times = new AnswerTimes();
  private final LongAdder[] counts = new LongAdder[Answer.values().length];

  public PublicStats() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  @SuppressWarnings("EnumOrdinal") // the ordinal never leaves this class
  void count(Answer answer) {
    counts[answer.ordinal()].increment();
  }

  /** How long answers took. */
  public AnswerTimes times() {
    return times;
  }

  /** How many since the start. */
  @SuppressWarnings("EnumOrdinal") // the ordinal never leaves this class
  public long get(Answer answer) {
    return counts[answer.ordinal()].sum();
  }
}
