package dev.tidegate.launcher.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Threads that work beside a proof until they are told to end. */
public final class Crew implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean told;

  /** What one of them does. */
  public interface Work {
    /**
     * Returns soon after it shall not go on, or when it cannot.
     *
     * @param on whether it shall go on
     */
    void run(BooleanSupplier on) throws InterruptedException;
  }

  /** Another one begins. */
  public void start(String name, Work work) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  try {
                    work.run(() -> !told);
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  /** Tells them to end, and waits until all have. */
  @Override
  public void close() {
    told = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
