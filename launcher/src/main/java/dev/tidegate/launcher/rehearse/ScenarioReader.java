package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.MarkedYaml;
import dev.tidegate.api.config.Parser;
import dev.tidegate.api.config.PolicyReader;
import dev.tidegate.api.config.Quantities;
import dev.tidegate.api.config.Section;
import dev.tidegate.model.Ids;
import dev.tidegate.model.Policy;
import dev.tidegate.rehearsal.sim.Audience;
import dev.tidegate.rehearsal.sim.Clientele;
import dev.tidegate.rehearsal.sim.Conduct;
import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Reporting;
import dev.tidegate.rehearsal.sim.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads a scenario (docs/rehearsal.md has every key): all faults at once, each with its place and
 * what would be right. Nothing of the environment enters, so that a file means the same everywhere.
 */
final class ScenarioReader {
  private static final Duration LENGTH = Duration.ofMinutes(25);
  private static final Duration WARM_UP = Duration.ofMinutes(10);
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L);

  private ScenarioReader() {}

  /**
   * The scenario in {@code yaml}, at scale 1.
   *
   * @param source for places in messages; its name without extension is the scenario's by default
   * @throws ConfigException with every fault found
   */
  static ScenarioFile read(byte[] yaml, Path source) throws ConfigException {
    MarkedYaml.Read<ScenarioFile> read =
        new MarkedYaml(Map.of()).read(yaml, source, root -> scenario(root, plainName(source)));
    ScenarioFile file = read.value();
    return new ScenarioFile(file.about(), file.scenario(), read.warnings());
  }

  /**
   * The policy in {@code yaml}: its keys at the root, or under {@code policy}.
   *
   * @throws ConfigException with every fault found
   */
  static Policy policy(byte[] yaml, Path source) throws ConfigException {
    return new MarkedYaml(Map.of())
        .read(
            yaml,
            source,
            root -> {
              Policy policy =
                  root.has("policy")
                      ? root.section("policy", PolicyReader::read)
                      : PolicyReader.read(root);
              return () -> policy;
            })
        .value();
  }

  private static String plainName(Path source) {
    Path last = source.getFileName();
    String name = last == null ? "scenario" : last.toString().replaceFirst("\\.ya?ml$", "");
    return Ids.legal(name) ? name : "scenario";
  }

  private static Supplier<ScenarioFile> scenario(Section root, String usualName) {
    String name = root.value("name", Formats.id("scenario"), usualName);
    Parser<String> words = Formats.words(1000);
    String about = root.value("about", words, "");
    String correct = root.value("correct", words, "");
    Duration length = root.value("for", Shapes::seconds, LENGTH);
    Duration warmUp = root.value("warm-up", Shapes::time, WARM_UP);
    Clientele clients = ClientsReader.read(root);
    Names names = Names.in(root, clients);
    var regions = WorldReader.regions(root);
    var networks = WorldReader.networks(root);
    AudienceReader audience = AudienceReader.read(root);
    CdnsReader.Fleet fleet =
        CdnsReader.read(root, names, audience.bitsPerViewer(), audience.capacity());
    List<Incident> incidents = IncidentReader.read(root, names, warmUp, length);
    Reporting reporting = ReportingReader.read(root, names, length);
    var noise = WorldReader.noise(root);
    var origin = WorldReader.origin(root);
    var broker = WorldReader.broker(root);
    Conduct conduct = ConductReader.read(root, names, length);
    List<Long> seeds = root.list("seeds", Quantities::whole);
    return () -> {
      Audience whole = audience.with(fleet.viewers(), length);
      return new ScenarioFile(
          about,
          new Scenario(
              name,
              correct,
              warmUp,
              length,
              1,
              regions,
              networks,
              fleet.cdns(),
              whole,
              clients,
              incidents,
              reporting,
              noise,
              origin,
              broker,
              conduct,
              seeds.isEmpty() ? SEEDS : seeds),
          List.of());
    };
  }
}
