package dev.tidegate.api.store;

/**
 * The store cannot do what was asked, now or at all; the message says why and what helps. Nothing
 * was changed. For a caller on the operator plane: 503.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
