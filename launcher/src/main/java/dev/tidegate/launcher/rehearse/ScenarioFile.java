package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Fault;
import dev.tidegate.rehearsal.sim.Scenario;
import java.util.List;

/**
 * A scenario as it was read.
 *
 * @param about what happens in it, for people; may be empty
 * @param warnings what is remarkable but no fault
 */
public record ScenarioFile(String about, Scenario scenario, List<Fault> warnings) {
  public ScenarioFile {
    warnings = List.copyOf(warnings);
  }
}
