package dev.tidegate.api.steer;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * Reads long reports beside the event loops, on one thread that is there while there are any: 64
 * KiB of JSON take as long as a hundred answers. Bounded; what finds no room is not read.
 */
final class Readers implements AutoCloseable {
  /**
   * Octets that are read by the event loop itself: as many as it takes of a connection in a turn.
   */
  static final int SHORT = 4 * 1024;

  /** Reports that wait, 16 MiB of them at most. */
  private static final int MOST_WAITING = 256;

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          0,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("reports").factory());

  /**
   * Does {@code work} and then completes, at once or on that thread.
   *
   * @param octets how much there is to read
   * @param instead what is done, at once, if there is no room
   */
  Mono<Void> read(int octets, Runnable work, Runnable instead) {
    if (octets <= SHORT) {
      return Mono.fromRunnable(work);
    }
    return Mono.create(
        sink -> {
          try {
            thread.execute(
                () -> {
                  try {
                    work.run();
                    sink.success();
                  } catch (RuntimeException e) {
                    sink.error(e);
                  }
                });
          } catch (RejectedExecutionException e) {
            instead.run();
            sink.success();
          }
        });
  }

  /** What waits is not read any more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
