package dev.tidegate.api.store;

/** Someone else wrote a newer version first. */
public final class StaleVersionException extends Exception {
  private static final long serialVersionUID = 1L;

  public StaleVersionException(String expected, String found) {
    super("expected version " + expected + ", but the newest is " + found);
  }
}
