package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.Section;
import dev.tidegate.rehearsal.sim.Broker;
import dev.tidegate.rehearsal.sim.Noise;
import dev.tidegate.rehearsal.sim.Origin;
import dev.tidegate.rehearsal.sim.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code regions}, {@code networks}, {@code noise}, {@code origin} and {@code broker}. */
final class WorldReader {
  private static final double MOST_SIZE = 1e9;

  private WorldReader() {}

  static List<Scenario.Region> regions(Section root) {
    List<Scenario.Region> regions = new ArrayList<>();
    root.scalars("regions", Formats.id("region"), WorldReader::size)
        .forEach((id, size) -> regions.add(new Scenario.Region(id, size)));
    return regions.isEmpty() ? StandardStage.REGIONS : List.copyOf(regions);
  }

  static List<Scenario.Network> networks(Section root) {
    List<Scenario.Network> networks = new ArrayList<>();
    root.scalars("networks", Formats.id("network"), WorldReader::size)
        .forEach((id, size) -> networks.add(new Scenario.Network(id, size)));
    return networks.isEmpty() ? StandardStage.NETWORKS : List.copyOf(networks);
  }

  /** {@code 35} or {@code 35 %}: only proportions count. */
  private static double size(String text) {
    String number = text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text;
    double size = Formats.number(0, MOST_SIZE).parse(number);
    if (size == 0) {
      throw Formats.bad(text, "must be above 0: leave out whoever has no viewers");
    }
    return size;
  }

  static Noise noise(Section root) {
    return root.section("noise", WorldReader::someNoise);
  }

  private static Noise someNoise(Section section) {
    Noise usual = Noise.STANDARD;
    return new Noise(
        section.value("failures", Shapes.share(0, 0.5), usual.failures()),
        section.value("spread", Formats.number(0, 3), usual.spread()),
        section.value("cell", Shapes.share(0, 1), usual.cell()),
        section.value("drift", Formats.number(0, 3), usual.drift()),
        section.value("drift-over", Shapes::seconds, usual.driftOver()),
        section.value("dispersion", Formats.number(0, 3), usual.dispersion()),
        section.value("stalls", Formats.number(0, 10), usual.stalls()),
        section.value("clustering", Formats.number(1, 1000), usual.clustering()),
        section.optionalSection("maintenance", WorldReader::maintenance));
  }

  private static Noise.Maintenance maintenance(Section section) {
    Noise.Maintenance usual = Noise.Maintenance.STANDARD;
    return new Noise.Maintenance(
        section.value("every", Shapes::seconds, usual.every()),
        section.value("for", Shapes::seconds, usual.length()),
        section.value("failures", Shapes.share(0, 1), usual.failures()),
        section.value("slowness", Formats.number(1, 1000), usual.slowness()));
  }

  static Optional<Origin> origin(Section root) {
    return root.optionalSection(
        "origin",
        section ->
            new Origin(
                section.required("capacity", Shapes.share(0.0001, 10), "10 %", 1.0),
                section.value("capacity-known", Formats::yesNo, true),
                section.value("warm-miss", Shapes.share(0, 1), 0.02),
                section.value("cold-miss", Shapes.share(0, 1), 0.3),
                section.value("warming", Shapes::seconds, Duration.ofSeconds(60))));
  }

  static Optional<Broker> broker(Section root) {
    return root.optionalSection(
        "broker",
        section ->
            new Broker(
                section.required("load", Shapes.share(0, 1), "20 %", 0.0),
                section.value("every", Shapes::seconds, Duration.ofSeconds(30)),
                section.value("greed", Shapes.share(0, 1), 0.5)));
  }
}
