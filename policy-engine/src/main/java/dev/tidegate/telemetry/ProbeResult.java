package dev.tidegate.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One report from our own check of one CDN for one service.
 *
 * @param vantage where it ran from
 * @param region the region the vantage speaks for; empty if it speaks for the CDN as a whole
 * @param probe the probe's configured name
 * @param started when the request was sent
 * @param ended when the outcome was known
 * @param live where a live playlist stood; empty for other kinds and when it could not be read
 * @param detail a short sentence for people
 */
public record ProbeResult(
    String vantage,
    Optional<String> region,
    String service,
    String cdn,
    String probe,
    Outcome outcome,
    Instant started,
    Instant ended,
    Optional<LiveEdge> live,
    String detail) {

  /** What came of a probe. */
  public enum Outcome {
    OK,
    /** The name does not resolve, or its resolver does not answer in time. */
    DNS,
    /** Refused, unreachable, or broken off before the head of an answer. */
    CONNECT,
    /** No handshake, or a certificate that is not to be trusted. */
    TLS,
    /** The whole exchange was not done by the probe's deadline. */
    TIMEOUT,
    /** The status was not the expected one. */
    STATUS,
    /** The body lacks what it should contain, or broke off. */
    CONTENT,
    /** Fewer bytes than expected. */
    TOO_SHORT,
    /** A live playlist that stands still or lags. */
    STALE,
    /** The probe itself could not run (rate budget, bulkhead); no vote. */
    NOT_RUN
  }

  /**
   * Where a live playlist stands.
   *
   * @param sequence sequence number of the newest segment
   * @param target the playlist's target duration
   * @param stoodStill time since the newest segment last changed
   * @param lag segments behind the freshest CDN of the service, &gt;= 0
   * @param othersAdvance whether this playlist stands alone: it is stale by standing still, and
   *     another CDN's advanced more than 1.5 target durations after this one last did. False while
   *     a playlist merely waits for its next segment, and when all stop together
   */
  public record LiveEdge(
      long sequence, Duration target, Duration stoodStill, int lag, boolean othersAdvance) {}

  /** True if this result is a vote against the CDN. */
  public boolean failed() {
    return outcome != Outcome.OK && outcome != Outcome.NOT_RUN;
  }
}
