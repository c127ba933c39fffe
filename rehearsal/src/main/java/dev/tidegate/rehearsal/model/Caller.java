package dev.tidegate.rehearsal.model;

/** Who sends a request to a CDN. */
public sealed interface Caller {
  /** A player somewhere. */
  record Viewer(String region, String network) implements Caller {}

  /** A check that speaks for no region. */
  record Prober() implements Caller {}
}
