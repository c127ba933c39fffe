package dev.tidegate.api.control;

/** What a route wants of its caller. */
public enum Need {
  /** Anyone. */
  NOTHING,
  /** A viewer, or anyone where {@code security.open-metrics} is set. */
  METRICS,
  VIEWER,
  OPERATOR,
  ADMIN,
  /** The agent whose vantage the path names. */
  VANTAGE
}
