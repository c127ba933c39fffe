package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.health.Assessment;
import dev.tidegate.health.Assessor;
import dev.tidegate.health.Signals;
import dev.tidegate.model.Group;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.tape.Tape;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** The whole tick as a function: the same state and inputs give the same step, byte for byte. */
public final class Engine {
  private Engine() {}

  /** The one judge outside tests. */
  private record ByAssessor(Assessor assessor) implements Judge {
    @Override
    public Assessment assess(Signals signals, Instant now) {
      return assessor.assess(signals, now);
    }

    @Override
    public byte[] save() {
      return assessor.save();
    }

    @Override
    public void carry(Setup setup, Tape tape) {
      assessor.carry(setup, tape);
    }
  }

  private static Judge assessor(Optional<byte[]> saved, Setup setup, Instant now) {
    return new ByAssessor(
        saved.map(bytes -> Assessor.restore(bytes, setup, now)).orElseGet(Assessor::fresh));
  }

  /**
   * The state to begin with, and the snapshot to answer from before anything is heard: the one
   * saved, in the new epoch; the configured weights where nothing usable was saved.
   *
   * @param epoch above every epoch used before
   * @param saved what {@link #save} returned last, if anything; what no longer fits {@code setup}
   *     is left out
   */
  public static Step start(Setup setup, long epoch, Optional<byte[]> saved, Instant now) {
    return start(setup, epoch, saved, now, Engine::assessor);
  }

  static Step start(
      Setup setup, long epoch, Optional<byte[]> saved, Instant now, Judge.Maker maker) {
    EngineState state = restored(setup, epoch, saved, now, maker);
    SortedMap<Group, GroupAnswer> answers = Roster.answers(state);
    Version version = new Version(epoch, 0, SnapshotCodec.contentHash(answers));
    state.publish(new SteeringSnapshot(version, now, answers));
    return undecided(state, now);
  }

  private static EngineState restored(
      Setup setup, long epoch, Optional<byte[]> saved, Instant now, Judge.Maker maker) {
    SteeringSnapshot none =
        new SteeringSnapshot(new Version(epoch, 0, "00000000"), now, new TreeMap<>());
    EngineState state =
        saved
            .flatMap(b -> Memory.restore(b, setup, none, now, maker))
            .orElseGet(
                () -> new EngineState(maker.make(Optional.empty(), setup, now), setup, none, now));
    Roster.complete(state, setup, true);
    return state;
  }

  /** A state as a step would leave it that was given nothing and changed nothing. */
  private static Step undecided(EngineState state, Instant now) {
    Inputs nothing =
        new Inputs(
            state.setup, List.of(), List.of(), new TreeMap<>(), new TreeMap<>(), List.of(), true);
    Census census = Census.of(state.grid(), new TreeMap<>());
    Plan plan = new Plan(state, nothing, census, now);
    Situation situation =
        Situations.of(
            plan, census, plan.loads(plan.positions()), state.trials, new TreeMap<>(), now);
    return new Step(state, state.snapshot, List.of(), situation);
  }

  /**
   * As {@link #start}, but going on in the epoch of {@code standing}: for a node that is cut off
   * from the one that published it. What is answered stays as it is there, whatever was saved; only
   * if the setup has changed since does the sequence rise by one.
   */
  public static Step resume(
      Setup setup, SteeringSnapshot standing, Optional<byte[]> saved, Instant now) {
    Version last = standing.version();
    EngineState state = restored(setup, last.epoch(), saved, now, Engine::assessor);
    Roster.stand(state, standing);
    SortedMap<Group, GroupAnswer> answers = Roster.answers(state);
    String hash = SnapshotCodec.contentHash(answers);
    state.publish(
        hash.equals(last.hash())
            ? standing
            : new SteeringSnapshot(new Version(last.epoch(), last.seq() + 1, hash), now, answers));
    return undecided(state, now);
  }

  /**
   * Goes on with {@code state} in a new epoch: what it remembers and answers stays.
   *
   * @param epoch above that of the state
   */
  public static Step reign(EngineState state, long epoch, Instant now) {
    Version version = new Version(epoch, 0, state.snapshot.version().hash());
    state.publish(new SteeringSnapshot(version, state.snapshot.at(), state.snapshot.groups()));
    return undecided(state, now);
  }

  /**
   * Hears without deciding: windows, baselines and beliefs take in {@code inputs}, no share moves
   * and nothing is published. So whoever begins to decide first hears what was said of late.
   */
  public static EngineState hear(EngineState state, Inputs inputs, Instant now) {
    return new Tick(state, inputs, now).hear();
  }

  /** Decides. Never throws on any combination of valid inputs. */
  public static Step step(EngineState state, Inputs inputs, Instant now) {
    return new Tick(state, inputs, now).run();
  }

  /** Where {@code inputs} (with an override added or taken away) would lead. Changes nothing. */
  public static Preview preview(EngineState state, Inputs inputs, Instant now) {
    Census census = Census.of(state.grid(), inputs.viewers());
    Plan plan = new Plan(state, inputs, census, now);
    SortedMap<Group, Weights> weights = new TreeMap<>();
    List<double[]> shares = new java.util.ArrayList<>();
    for (int g = 0; g < plan.aims.size(); g++) {
      Weights target = plan.targets.get(g).weights();
      weights.put(plan.aims.get(g).state().group, permitted(plan.aims.get(g), target));
      shares.add(
          plan.wishes.get(g).lines().stream()
              .mapToDouble(line -> target.of(line.cdn()) / (double) Weights.TOTAL)
              .toArray());
    }
    OptionalDouble peak =
        plan.bounds.stream().mapToDouble(bound -> bound.utilisation(shares)).max();
    return new Preview(weights, peak, refusal(inputs));
  }

  private static Weights permitted(Aim aim, Weights target) {
    SortedMap<String, Integer> shares = new TreeMap<>(target.shares());
    shares.keySet().removeIf(cdn -> !aim.permits(cdn));
    return new Weights(shares);
  }

  private static Optional<String> refusal(Inputs inputs) {
    for (OperatorOverride override : inputs.overrides()) {
      Optional<String> refused =
          dev.tidegate.weigh.OverrideRules.refusal(inputs.overrides(), override, inputs.setup());
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  /**
   * Everything that {@code state} remembers, windows and histories too: whoever goes on from {@link
   * #load} of it does the same for ever after, byte for byte. Changes nothing that matters.
   */
  public static byte[] dump(EngineState state) {
    return Dump.write(state);
  }

  /**
   * The state that {@link #dump} wrote.
   *
   * @param setup the one of the last step before the dump
   * @param now at or after that step
   * @throws IllegalArgumentException if {@code dumped} is damaged, of another form, of another
   *     setup, or from after {@code now}
   */
  public static EngineState load(byte[] dumped, Setup setup, Instant now) {
    return Dump.read(dumped, setup, now, Engine::assessor);
  }

  /** The decision state and tables, to be stored: windows are not in it. */
  public static byte[] save(EngineState state) {
    return Memory.save(state);
  }
}
