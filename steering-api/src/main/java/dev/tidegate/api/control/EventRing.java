package dev.tidegate.api.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The last events, and who listens. Bounded in all directions: so many events are kept, so many
 * listeners are taken, and one that is so many events behind is dropped.
 *
 * <p>Of the {@code state} events only the newest is kept, so that they do not push out the others.
 */
final class EventRing {
  static final int KEPT = 1024;
  static final int LISTENERS = 64;
  private static final int BEHIND = 256;

  private final Deque<Event> kept = new ArrayDeque<>();
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private Optional<Event> state = Optional.empty();
  private long lastId;

  /** Ids go on from {@code firstId}. */
  EventRing(long firstId) {
    this.lastId = firstId;
  }

  private record Listener(Sinks.Many<Event> sink, Predicate<Event> wanted) {}

  synchronized void tell(String name, String data) {
    Event event = new Event(++lastId, name, data);
    if (name.equals("state")) {
      state = Optional.of(event);
    } else {
      kept.addLast(event);
      if (kept.size() > KEPT) {
        kept.removeFirst();
      }
    }
    listeners.removeIf(l -> l.wanted.test(event) && !offer(l, event));
  }

  private static boolean offer(Listener listener, Event event) {
    if (listener.sink.tryEmitNext(event).isSuccess()) {
      return true;
    }
    listener.sink.tryEmitComplete();
    return false;
  }

  synchronized boolean listened() {
    return !listeners.isEmpty();
  }

  /** The number of those who listen. */
  synchronized int count() {
    return listeners.size();
  }

  /** Whether there is a state to tell who comes. */
  synchronized boolean hasState() {
    return state.isPresent();
  }

  synchronized void forgetState() {
    state = Optional.empty();
  }

  /**
   * Everything after {@code after} that is still kept, then what comes. Without {@code after} only
   * the newest state and what comes. Empty if there are too many listeners.
   */
  synchronized Optional<Flux<Event>> listen(OptionalLong after, Predicate<Event> wanted) {
    return listeners.size() >= LISTENERS
        ? Optional.empty()
        : Optional.of(Flux.defer(() -> joined(after, wanted)));
  }

  /** A place is taken by who reads, and not before: nobody reads the answer to a HEAD. */
  private synchronized Flux<Event> joined(OptionalLong after, Predicate<Event> wanted) {
    if (listeners.size() >= LISTENERS) {
      return Flux.empty(); // it was the last place for two: who asks again is told so
    }
    List<Event> first = new ArrayList<>();
    if (after.isPresent()) {
      kept.stream().filter(e -> e.id() > after.getAsLong()).filter(wanted).forEach(first::add);
    }
    state.filter(e -> after.isEmpty() || e.id() > after.getAsLong()).ifPresent(first::add);
    first.sort((a, b) -> Long.compare(a.id(), b.id()));
    Listener listener =
        new Listener(
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(BEHIND)), wanted);
    listeners.add(listener);
    return Flux.fromIterable(first)
        .concatWith(listener.sink.asFlux())
        .doFinally(signal -> forget(listener));
  }

  private synchronized void forget(Listener listener) {
    listeners.remove(listener);
  }

  /** Ends every stream. */
  synchronized void close() {
    listeners.forEach(l -> l.sink.tryEmitComplete());
    listeners.clear();
  }
}
