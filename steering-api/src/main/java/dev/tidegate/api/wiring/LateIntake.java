package dev.tidegate.api.wiring;

import dev.tidegate.api.beacon.Intake;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Group;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The loop wants the intake, and the intake wants the loop's snapshot and configuration: one of
 * them has to be made first. Until the intake is there, nothing has been heard.
 */
final class LateIntake implements Intake {
  private volatile Optional<Intake> intake = Optional.empty();

  void is(Intake made) {
    intake = Optional.of(made);
  }

  @Override
  public List<CellDigest> drain(Instant now) {
    return intake.map(i -> i.drain(now)).orElse(List.of());
  }

  @Override
  public SortedMap<Cell, Long> viewers(Instant now) {
    return intake.map(i -> i.viewers(now)).orElseGet(TreeMap::new);
  }

  @Override
  public List<ClientDigest> clients(Instant now) {
    return intake.map(i -> i.clients(now)).orElse(List.of());
  }

  @Override
  public List<TrialDigest> trials(Instant now) {
    return intake.map(i -> i.trials(now)).orElse(List.of());
  }

  @Override
  public SortedMap<Group, Crowd> crowds(Instant now) {
    return intake.map(i -> i.crowds(now)).orElseGet(TreeMap::new);
  }

  @Override
  public SortedMap<Cell, Witness> witnesses(Instant now) {
    return intake.map(i -> i.witnesses(now)).orElseGet(TreeMap::new);
  }
}
