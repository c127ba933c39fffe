package dev.tidegate.rehearsal.live;

import java.util.Optional;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/** Waiting for a request on a virtual thread, which may be interrupted meanwhile. */
final class Await {
  private Await() {}

  /**
   * What {@code mono} brings; empty if nothing.
   *
   * @throws RuntimeException what it failed with; on an interrupt the thread's flag stays set
   */
  static <T> Optional<T> result(Mono<T> mono) {
    try {
      return mono.blockOptional();
    } catch (RuntimeException failure) {
      if (Exceptions.unwrap(failure) instanceof InterruptedException
          || failure.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw failure;
    }
  }
}
