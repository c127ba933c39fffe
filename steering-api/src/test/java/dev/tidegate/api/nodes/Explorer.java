package dev.tidegate.api.nodes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Explores every state that a model can be in, breadth first, so that the counterexample it returns
 * is one of the shortest. It knows nothing of what the model is about.
 *
 * @param <S> a state: immutable, with equality by value
 */
final class Explorer<S> {
  /** What is explored. Two calls with equal states give equal moves: nothing is random. */
  interface Model<S> {
    S start();

    /** All that may happen next. */
    List<Move<S>> moves(S from);

    /** What is wrong with this state, if something is. */
    Optional<String> fault(S state);
  }

  /**
   * @param what happened, for people
   * @param fault what was wrong with it, if something was
   */
  record Move<S>(String what, S to, Optional<String> fault) {}

  /**
   * @param fault what was wrong
   * @param steps what happened, from the start
   */
  record Counterexample(String fault, List<String> steps) {
    @Override
    public String toString() {
      return fault + ", after\n  " + String.join("\n  ", steps);
    }
  }

  /**
   * @param states how many different ones were seen
   * @param moves how many ways between them
   * @param counterexample empty: every state was seen, and nothing was wrong
   */
  record Outcome(int states, long moves, Optional<Counterexample> counterexample) {}

  private record Came<S>(Optional<S> from, String by) {}

  private final Model<S> model;
  private final int most;
  private final Map<S, Came<S>> seen = new HashMap<>();
  private final Queue<S> waiting = new ArrayDeque<>();
  private long moves;

  /**
   * @param most states; a model that has more is an error, not a proof
   */
  Explorer(Model<S> model, int most) {
    this.model = model;
    this.most = most;
  }

  /** Explores until all is seen or something is wrong. Call it once. */
  Outcome explore() {
    S start = model.start();
    seen.put(start, new Came<>(Optional.empty(), "start"));
    waiting.add(start);
    for (S state = waiting.poll(); state != null; state = waiting.poll()) {
      Optional<Counterexample> wrong = expand(state);
      if (wrong.isPresent()) {
        return new Outcome(seen.size(), moves, wrong);
      }
      if (seen.size() > most) {
        throw new IllegalStateException("the model has more than " + most + " states");
      }
    }
    return new Outcome(seen.size(), moves, Optional.empty());
  }

  private Optional<Counterexample> expand(S state) {
    Optional<String> wrong = model.fault(state);
    if (wrong.isPresent()) {
      return Optional.of(new Counterexample(wrong.get(), steps(state)));
    }
    for (Move<S> move : model.moves(state)) {
      moves++;
      if (move.fault().isPresent()) {
        List<String> steps = steps(state);
        steps.add(move.what() + "  =>  " + move.to());
        return Optional.of(new Counterexample(move.fault().get(), steps));
      }
      if (seen.putIfAbsent(move.to(), new Came<>(Optional.of(state), move.what())) == null) {
        waiting.add(move.to());
      }
    }
    return Optional.empty();
  }

  private List<String> steps(S last) {
    List<String> steps = new ArrayList<>();
    Optional<S> at = Optional.of(last);
    while (at.isPresent()) {
      Came<S> came = seen.get(at.get());
      if (came == null) {
        throw new IllegalStateException("a state that nothing led to");
      }
      steps.add(came.by() + "  =>  " + at.get());
      at = came.from();
    }
    Collections.reverse(steps);
    return steps;
  }
}
