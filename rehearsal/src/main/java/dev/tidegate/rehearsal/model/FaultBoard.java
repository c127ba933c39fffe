package dev.tidegate.rehearsal.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The faults of a rehearsal: those to come, those felt now, and the last of those gone. */
public final class FaultBoard {
  /** More than these are refused. */
  public static final int CAPACITY = 100;

  private final CopyOnWriteArrayList<Injection> injections = new CopyOnWriteArrayList<>();

  /**
   * Adds a fault; one of the past is forgotten if there is no room.
   *
   * @throws IllegalStateException if {@value #CAPACITY} faults are not over yet
   */
  public synchronized void inject(Injection injection, Instant now) {
    if (injections.size() >= CAPACITY) {
      injections.removeIf(old -> !now.isBefore(old.until()));
    }
    if (injections.size() >= CAPACITY) {
      throw new IllegalStateException("no more than " + CAPACITY + " faults at once");
    }
    injections.add(injection);
  }

  /** Ends what has begun and takes off what is to come. */
  public synchronized void clear(Instant now) {
    injections.replaceAll(
        old ->
            old.strength(now) > 0
                ? new Injection(old.fault(), old.scope(), old.from(), now, old.ramp())
                : old);
    injections.removeIf(old -> old.from().isAfter(now));
  }

  /** All that are kept, in the order of their coming. */
  public List<Injection> all() {
    return List.copyOf(injections);
  }

  /** What is wrong with {@code cdn} for {@code caller}. */
  public Condition condition(String cdn, Caller caller, Instant now) {
    return injections.isEmpty() ? Condition.WELL : Condition.of(injections, cdn, caller, now);
  }

  /** Whether {@code cdn} is touched by any fault now, in any place. */
  public boolean touches(String cdn, Instant now) {
    return injections.stream()
        .anyMatch(i -> i.strength(now) > 0 && i.scope().cdn().map(cdn::equals).orElse(true));
  }

  /** Since when {@code cdn} refuses every connection, wherever it comes from. */
  public Optional<Instant> refusingSince(String cdn, Instant now) {
    return injections.stream()
        .filter(i -> i.fault() instanceof Fault.Refuse && i.strength(now) >= 1)
        .filter(i -> i.scope().covers(cdn, new Caller.Prober()))
        .map(Injection::from)
        .min(Instant::compareTo);
  }
}
