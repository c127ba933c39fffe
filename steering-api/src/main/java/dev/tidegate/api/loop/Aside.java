package dev.tidegate.api.loop;

import dev.tidegate.api.store.StoreException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread beside the loop's for what may wait for the store. */
final class Aside implements AutoCloseable {
  /** What is asked for more often than it can be done is asked for again. */
  private static final int WAITING = 16;

  private static final long END_SECONDS = 2;

  private final LoopMeter meter;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().name("tidegate-store").daemon().factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  Aside(LoopMeter meter) {
    this.meter = meter;
  }

  void run(Runnable task) {
    thread.execute(
        () -> {
          try {
            task.run();
          } catch (StoreException e) {
            failed(e);
          }
        });
  }

  void failed(StoreException e) {
    meter.storeFailed(e);
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
