package dev.tidegate.launcher.rehearse;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says how far it is: on a terminal one line that changes, else a line now and then. */
final class Progress {
  private static final Duration TERMINAL = Duration.ofMillis(200);
  private static final Duration LOG = Duration.ofSeconds(10);
  private static final double SECONDS_OF_HOUR = 3600;

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final long began;
  private long told;

  /**
   * @param terminal whether a line can be written over
   * @param nanos a monotonic clock
   */
  Progress(PrintWriter out, boolean terminal, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
    this.told = began;
  }

  /** How often it wants to be told. */
  Duration every() {
    return TERMINAL;
  }

  void at(int runs, int ofRuns, long seconds, long ofSeconds) {
    long now = nanos.getAsLong();
    if (now - told < (terminal ? TERMINAL : LOG).toNanos()) {
      return;
    }
    told = now;
    double done = ofSeconds == 0 ? 1 : (double) seconds / ofSeconds;
    double elapsed = (now - began) / 1e9;
    String left = done > 0.02 ? ", about " + time(elapsed / done - elapsed) + " to go" : "";
    String line =
        String.format(
            Locale.ROOT,
            "%3.0f %%  %d of %d runs, %.1f h simulated in %s%s",
            100 * done,
            runs,
            ofRuns,
            seconds / SECONDS_OF_HOUR,
            time(elapsed),
            left);
    out.print(terminal ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
    out.flush();
  }

  /** All is done: the line goes. */
  void over() {
    if (terminal) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }

  private static String time(double seconds) {
    long s = Math.round(seconds);
    return s < 60
        ? s + " s"
        : s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s / 60 % 60 + " min";
  }
}
