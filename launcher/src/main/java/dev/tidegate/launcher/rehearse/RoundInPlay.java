package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.oracle.Oracles;
import dev.tidegate.rehearsal.score.Account;
import dev.tidegate.rehearsal.score.Bounds;
import dev.tidegate.rehearsal.score.Score;
import dev.tidegate.rehearsal.sim.Frame;
import dev.tidegate.rehearsal.sim.Rehearsal;
import dev.tidegate.rehearsal.sim.Run;
import dev.tidegate.rehearsal.sim.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A round while it is played: its runs go side by side on whatever threads there are, and when the
 * last is over all are scored, since each is measured against others in the same luck. Books are
 * let go then.
 */
final class RoundInPlay {
  private final Round round;
  private final LongAdder seconds;
  private final BooleanSupplier stopped;
  private final AtomicReferenceArray<Books> books;
  private int open;

  private record Books(
      Run run, Account account, Behaviour behaviour, Optional<Trace> trace, OptionalDouble floor) {}

  /**
   * A round that has not begun.
   *
   * @param seconds is told of every simulated second
   * @param stopped whether to give up
   */
  RoundInPlay(Round round, LongAdder seconds, BooleanSupplier stopped) {
    this.round = round;
    this.seconds = seconds;
    this.stopped = stopped;
    this.books = new AtomicReferenceArray<>(round.cast().size());
    this.open = round.cast().size();
  }

  /**
   * Plays one of the cast to the end.
   *
   * @return all results, in the order of the cast, if it was the last; else nothing
   */
  List<Played> play(int index) {
    Steering.Factory steering = round.cast().get(index);
    Account account = new Account(round.scenario());
    Optional<TraceRecorder> recorder =
        round.traced() && index < round.shown()
            ? Optional.of(new TraceRecorder(round.scenario()))
            : Optional.empty();
    Behaviour.Watch watch = new Behaviour.Watch();
    Floor floor = new Floor();
    boolean bounds = floorWanted() && steering.name().equals(Cast.STATIC.name());
    Consumer<Frame> each =
        frame -> {
          if (stopped.getAsBoolean()) {
            throw new CancellationException("another run failed");
          }
          account.accept(frame);
          watch.accept(frame);
          recorder.ifPresent(r -> r.accept(frame));
          if (bounds && frame.scored()) {
            floor.add(frame);
          }
          seconds.increment();
        };
    Run run = Rehearsal.run(round.scenario(), steering, round.seed(), each);
    books.set(
        index,
        new Books(
            run,
            account,
            watch.behaviour(),
            recorder.map(TraceRecorder::trace),
            bounds ? OptionalDouble.of(floor.sum) : OptionalDouble.empty()));
    return last() ? scored() : List.of();
  }

  private static final class Floor {
    private double sum;

    void add(Frame frame) {
      sum += Oracles.floor(frame);
    }
  }

  /** The floor costs as much as an oracle: it is reckoned where an oracle plays. */
  private boolean floorWanted() {
    return round.cast().stream().anyMatch(f -> f.name().equals(Oracles.MYOPIC.name()));
  }

  private synchronized boolean last() {
    open--;
    return open == 0;
  }

  private List<Played> scored() {
    Account unsteered = null;
    OptionalDouble oracle = OptionalDouble.empty();
    OptionalDouble clairvoyant = OptionalDouble.empty();
    OptionalDouble floor = OptionalDouble.empty();
    for (int i = 0; i < books.length(); i++) {
      Books book = books.get(i);
      String name = round.cast().get(i).name();
      if (name.equals(Cast.STATIC.name())) {
        unsteered = book.account();
        floor = book.floor();
      } else if (name.equals(Oracles.MYOPIC.name())) {
        oracle = OptionalDouble.of(book.account().badSeconds());
      } else if (name.equals(Oracles.CLAIRVOYANT.name())) {
        clairvoyant = OptionalDouble.of(book.account().badSeconds());
      }
    }
    Bounds bounds = new Bounds(oracle, clairvoyant, floor);
    List<Played> played = new ArrayList<>();
    for (int i = 0; i < round.shown() && unsteered != null; i++) {
      Books book = books.get(i);
      played.add(
          new Played(
              round,
              book.run(),
              Score.of(book.account(), unsteered, bounds),
              book.behaviour(),
              book.trace()));
    }
    return played;
  }
}
