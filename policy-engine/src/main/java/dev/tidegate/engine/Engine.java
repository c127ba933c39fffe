package dev.tidegate.engine;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.health.CdnHealth;
import dev.tidegate.health.Verdict;
import dev.tidegate.model.Group;
import dev.tidegate.model.Mode;
import dev.tidegate.model.Service;
import dev.tidegate.model.Setup;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.BucketTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** The whole tick as a function: the same state and inputs give the same step, byte for byte. */
public final class Engine {
  private Engine() {}

  /**
   * The state to begin with, and the snapshot to answer from before anything is heard.
   *
   * @param epoch above every epoch used before
   * @param saved what {@link #save} returned last, if anything; what no longer fits {@code setup}
   *     is left out
   */
  public static Step start(Setup setup, long epoch, Optional<byte[]> saved, Instant now) {
    SortedMap<Group, GroupAnswer> groups = new TreeMap<>();
    SortedMap<Group, Situation.GroupView> views = new TreeMap<>();
    for (Service service : setup.services().values()) {
      for (String region : setup.regions().keySet()) {
        Group group = Group.of(service.id(), region);
        Weights weights = service.staticWeights(region);
        groups.put(
            group,
            new GroupAnswer(
                group,
                Mode.STATIC,
                (int) service.ttl().toSeconds(),
                BucketTable.first(weights),
                weights));
        SortedMap<String, Situation.CdnView> cdns = new TreeMap<>();
        weights
            .shares()
            .forEach(
                (cdn, share) ->
                    cdns.put(
                        cdn,
                        new Situation.CdnView(
                            share,
                            share,
                            0,
                            CdnHealth.UNKNOWN,
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            Optional.empty(),
                            Optional.empty())));
        views.put(
            group,
            new Situation.GroupView(
                Mode.STATIC, OptionalDouble.empty(), new Verdict.None(), cdns, Optional.empty()));
      }
    }
    SteeringSnapshot snapshot =
        new SteeringSnapshot(new Version(epoch, 0, "00000000"), now, groups);
    return new Step(new EngineState(snapshot), snapshot, List.of(), new Situation(now, views));
  }

  /** Decides. Never throws on any combination of valid inputs. */
  public static Step step(EngineState state, Inputs inputs, Instant now) {
    return start(inputs.setup(), state.snapshot.version().epoch(), Optional.empty(), now);
  }

  /** Where {@code inputs} (with an override added or taken away) would lead. Changes nothing. */
  public static Preview preview(EngineState state, Inputs inputs, Instant now) {
    SortedMap<Group, Weights> weights = new TreeMap<>();
    state.snapshot.groups().forEach((group, answer) -> weights.put(group, answer.weights()));
    return new Preview(weights, OptionalDouble.empty(), Optional.empty());
  }

  /** The decision state and tables, to be stored: windows are not in it. */
  public static byte[] save(EngineState state) {
    return state.snapshot.version().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
