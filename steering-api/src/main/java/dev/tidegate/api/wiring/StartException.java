package dev.tidegate.api.wiring;

/** Why the program could not start, in words for the person who started it. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Bad usage or configuration. */
  public static final int CONFIGURATION = 2;

  /** Anything else. */
  public static final int FAILED = 1;

  private final int exitCode;

  StartException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  StartException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What the process should exit with. */
  public int exitCode() {
    return exitCode;
  }
}
