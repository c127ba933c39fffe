package dev.tidegate.api.loop;

/**
 * The engine has no time for a question just now; nothing was changed, and it may be asked again.
 */
public final class EngineBusyException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public EngineBusyException(String message) {
    super(message);
  }
}
