package dev.tidegate.dns.reconcile;

/** A backend did not do what it was asked. */
public final class BackendException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is known of the zone afterwards. */
  public enum Kind {
    /** Nothing was changed: the server was not reached. */
    UNREACHABLE,
    /** Nothing was changed: what the plan was made from no longer stands. */
    CONFLICT,
    /** Nothing was changed, and asking again will not help: a wrong key, clock, zone or record. */
    REJECTED,
    /** Nothing was changed: the server asks us to be slower. */
    BUSY,
    /** The request went out and no answer that can be trusted came back. */
    UNKNOWN
  }

  private final Kind kind;

  public BackendException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public BackendException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
