package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Scenario;
import java.time.Duration;
import java.util.List;

/** Scenarios with one thing changed. */
final class Scenes {
  private Scenes() {}

  /** Ending after {@code length} if it would last longer. */
  static ScenarioFile ending(ScenarioFile file, Duration length) {
    Scenario s = file.scenario();
    return s.length().compareTo(length) <= 0
        ? file
        : file(file, with(s, s.name(), length, s.cdns(), s.incidents()));
  }

  static Scenario withCdns(Scenario s, List<Scenario.Cdn> cdns) {
    return with(s, s.name(), s.length(), cdns, s.incidents());
  }

  /** Under another name, with other incidents. */
  static ScenarioFile withIncidents(ScenarioFile file, String name, List<Incident> incidents) {
    Scenario s = file.scenario();
    return file(file, with(s, name, s.length(), s.cdns(), incidents));
  }

  private static ScenarioFile file(ScenarioFile file, Scenario scenario) {
    return new ScenarioFile(file.about(), scenario, file.warnings());
  }

  private static Scenario with(
      Scenario s, String name, Duration length, List<Scenario.Cdn> cdns, List<Incident> incidents) {
    return new Scenario(
        name,
        s.correct(),
        s.warmUp(),
        length,
        s.scale(),
        s.regions(),
        s.networks(),
        cdns,
        s.audience(),
        s.clientele(),
        incidents,
        s.reporting(),
        s.noise(),
        s.origin(),
        s.broker(),
        s.conduct(),
        s.seeds());
  }
}
