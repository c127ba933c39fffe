package dev.tidegate.launcher.replay;

import dev.tidegate.api.replay.Playback;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Says from time to time how far a replay is. */
public final class SpokenProgress implements Playback.Progress {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final PrintWriter to;
  private final LongSupplier nanos;
  private long last;

  /**
   * @param nanos a monotonic time
   */
  public SpokenProgress(PrintWriter to, LongSupplier nanos) {
    this.to = to;
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  @Override
  public void at(Path file, double part) {
    long now = nanos.getAsLong();
    if (now - last >= EVERY.toNanos()) {
      last = now;
      to.printf("replaying %s, %.0f %%%n", file.getFileName(), part * 100);
      to.flush();
    }
  }
}
