package dev.tidegate.launcher;

/** A configuration that cannot be read or used; the message lists every fault. Exit 2. */
final class UnusableConfig extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableConfig(String message) {
    super(message);
  }
}
