package dev.tidegate.api.store;

/**
 * The store cannot do what was asked, now or at all; the message says why and what helps. Nothing
 * was changed, unless {@link #mayBeDone}. For a caller on the operator plane: 503.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean mayBeDone;

  public StoreException(String message) {
    super(message);
    mayBeDone = false;
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
    mayBeDone = false;
  }

  private StoreException(String message, Throwable cause, boolean mayBeDone) {
    super(message, cause);
    this.mayBeDone = mayBeDone;
  }

  /** A store that gave no answer: what was asked may have been done, or may be done yet. */
  public static StoreException unknown(String message, Throwable cause) {
    return new StoreException(message, cause, true);
  }

  /** Whether what was asked may have been done nevertheless. */
  public boolean mayBeDone() {
    return mayBeDone;
  }
}
