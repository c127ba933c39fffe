package dev.tidegate.api.wiring;

import dev.tidegate.api.store.StoreException;
import java.time.Duration;

/** Waits, at the start, for a store that does not answer just now: it may be starting too. */
final class Patience {
  /** As long as a store may take that is started together with its nodes. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private static final Duration BETWEEN = Duration.ofMillis(500);

  private Patience() {}

  /** What only the store knows. */
  interface Question<T, E extends Exception> {
    /** {@link StoreException} if it does not answer. */
    T ask() throws E;
  }

  /**
   * The answer, asked for again and again for half a minute.
   *
   * @throws StoreException the last one, if none came
   */
  static <T, E extends Exception> T with(Question<T, E> question) throws E {
    return with(question, LONGEST);
  }

  static <T, E extends Exception> T with(Question<T, E> question, Duration longest) throws E {
    long began = System.nanoTime();
    while (true) {
      try {
        return question.ask();
      } catch (StoreException e) {
        if (System.nanoTime() - began > longest.toNanos() || !slept()) {
          throw e;
        }
      }
    }
  }

  private static boolean slept() {
    try {
      Thread.sleep(BETWEEN);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
