package dev.tidegate.launcher.prove.answers;

/** Which core servers run on, and which one loads, as taskset names them. */
final class Cores {
  static final String SERVER = "0";

  /** Another, where there is another. */
  static final String LOAD = Runtime.getRuntime().availableProcessors() > 1 ? "1" : "0";

  private Cores() {}
}
