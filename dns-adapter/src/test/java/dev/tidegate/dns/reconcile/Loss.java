package dev.tidegate.dns.reconcile;

/** What becomes of the first write that passes a proxy. */
public enum Loss {
  /** Nothing. */
  NONE,
  /** It is carried out, and its answer is lost. */
  ANSWER,
  /** It never reaches the server. */
  REQUEST,
  /** It is carried out, and its answer is held back for as long as the proxy stands. */
  HELD
}
