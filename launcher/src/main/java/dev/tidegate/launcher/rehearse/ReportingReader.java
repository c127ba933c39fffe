package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.Section;
import dev.tidegate.rehearsal.sim.Reporting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code beacons}, {@code silences}, {@code liars} and {@code probes}: what is told of the world.
 */
final class ReportingReader {
  private final Names names;
  private final Duration length;

  private ReportingReader(Names names, Duration length) {
    this.names = names;
    this.length = length;
  }

  private record Beacons(
      Duration interval, double sampled, Duration delay, Duration covers, double requests) {}

  static Reporting read(Section root, Names names, Duration length) {
    return new ReportingReader(names, length).read(root);
  }

  private Reporting read(Section root) {
    Beacons beacons = root.section("beacons", ReportingReader::beacons);
    List<Reporting.Span> silences =
        root.sections("silences", section -> Times.span(section, length));
    List<Reporting.Liars> liars = root.sections("liars", this::liars);
    Optional<Reporting.Probes> probes = root.section("probes", ReportingReader::probes);
    return new Reporting(
        beacons.interval(),
        beacons.sampled(),
        beacons.delay(),
        beacons.covers(),
        beacons.requests(),
        silences,
        liars,
        probes);
  }

  private static Beacons beacons(Section section) {
    return new Beacons(
        section.value("interval", Shapes::seconds, Reporting.STANDARD.interval()),
        section.value("sampled", Shapes.share(0.001, 1), Reporting.STANDARD.sampled()),
        section.value(
            "delay",
            Formats.duration(Duration.ZERO, Duration.ofMinutes(1)),
            Reporting.STANDARD.delay()),
        section.value("covers", Shapes::seconds, Reporting.STANDARD.covers()),
        section.value("requests", Formats.number(0.01, 1000), Reporting.STANDARD.requests()));
  }

  private Reporting.Liars liars(Section section) {
    String cdn = section.required("cdn", names.cdn(), "cdn-a", names.anyCdn());
    return new Reporting.Liars(
        cdn,
        section.value("prefixes", Formats.whole(1, Reporting.PREFIXES), 2),
        section.value("flood", Formats.number(1, 1000), 1.0),
        section.value("claim", Shapes.share(0, 1), 1.0),
        section.value("drift", Shapes.share(0, 1), 0.0),
        Times.span(section, length));
  }

  private static Optional<Reporting.Probes> probes(Section section) {
    Reporting.Probes usual = Reporting.Probes.STANDARD;
    boolean enabled = section.value("enabled", Formats::yesNo, true);
    Reporting.Probes probes =
        new Reporting.Probes(
            section.value("interval", Shapes::seconds, usual.interval()),
            section.value("vantages", Formats.whole(0, 100), usual.vantages()),
            section.value("playlist", Formats::yesNo, usual.playlist()),
            section.value("segment", Shapes::seconds, usual.segment()));
    return enabled ? Optional.of(probes) : Optional.empty();
  }
}
