package dev.tidegate.rehearsal.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What becomes of a request at a CDN. */
public sealed interface Outcome {
  /**
   * The object is served.
   *
   * @param frozenSince since when the live playlist stands still, if it does
   */
  record Served(Duration firstByte, Optional<Instant> frozenSince) implements Outcome {}

  /** 503. */
  record Failed(Duration firstByte) implements Outcome {}

  /** Never answered. */
  record Silent() implements Outcome {}

  /** The connection is refused or torn down. */
  record Refused() implements Outcome {}
}
