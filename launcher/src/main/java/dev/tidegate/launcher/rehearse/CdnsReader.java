package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.Quantities;
import dev.tidegate.api.config.Section;
import dev.tidegate.model.Capacity;
import dev.tidegate.model.Pool;
import dev.tidegate.rehearsal.sim.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code cdns}: what each can carry, how good it is, what it costs. */
final class CdnsReader {
  private final double bitsPerViewer;
  private final Optional<Double> wholeGiven;

  /** How much a CDN carries, as it was written: a share of the whole or an amount. */
  private sealed interface Amount {
    record Part(double share) implements Amount {}

    record Viewers(double viewers) implements Amount {}
  }

  private record Read(
      Scenario.Cdn cdn,
      Optional<Amount> capacity,
      SortedMap<String, Amount> regional,
      Section at) {}

  /**
   * All CDNs.
   *
   * @param viewers that they carry together
   */
  record Fleet(List<Scenario.Cdn> cdns, double viewers) {}

  private CdnsReader(double bitsPerViewer, Optional<Double> wholeGiven) {
    this.bitsPerViewer = bitsPerViewer;
    this.wholeGiven = wholeGiven;
  }

  /**
   * Reads them.
   *
   * @param wholeGiven viewers that all CDNs together carry, where the file says
   */
  static Fleet read(Section root, Names names, double bitsPerViewer, Optional<Double> wholeGiven) {
    return new CdnsReader(bitsPerViewer, wholeGiven).read(root, names);
  }

  private Fleet read(Section root, Names names) {
    List<Read> reads = new ArrayList<>();
    if (root.isEmpty("cdns")) {
      return new Fleet(StandardStage.CDNS, wholeGiven.orElse(StandardStage.CAPACITY));
    }
    root.entries(
        "cdns",
        Formats.id("cdn"),
        (id, cdn) -> {
          reads.add(cdn(id, cdn, names));
          return Optional.of(id);
        });
    reads.sort((a, b) -> a.cdn().id().compareTo(b.cdn().id()));
    if (reads.stream().allMatch(read -> read.cdn().weight() == 0)) {
      root.fault("cdns", "all weights are 0: give at least one CDN a weight above 0");
    }
    return fleet(reads);
  }

  private Read cdn(String id, Section section, Names names) {
    double weight = section.value("weight", Formats.number(0, 1e6), 1.0);
    Optional<Amount> capacity = section.optional("capacity", this::amount);
    SortedMap<String, Amount> regional = section.scalars("regions", names.region(), this::amount);
    Scenario.Cdn cdn =
        new Scenario.Cdn(
            id,
            weight,
            1,
            section.value("capacity-known", Formats::yesNo, true),
            new TreeMap<>(),
            Shapes.number(section, "join-rate", Shapes.share(0.0001, 10)),
            section.value("errors", Formats.number(0.01, 100), 1.0),
            section.value(
                "first-byte",
                Formats.duration(Duration.ofMillis(1), Duration.ofSeconds(10)),
                Duration.ofMillis(80)),
            Shapes.number(section, "price", Formats.number(0, 1e9)),
            Shapes.number(section, "overage", Formats.number(0, 1e9)),
            section.optionalSection("commit", CdnsReader::commit));
    return new Read(cdn, capacity, regional, section);
  }

  private static Pool.Commit commit(Section section) {
    return new Pool.Commit(
        section.value("kind", Formats.oneOf(java.util.Map.of("volume", "volume")), "volume"),
        section.required("amount", Quantities::volume, "40 PB", 1e15),
        section.value("period", Formats.oneOf(java.util.Map.of("month", "month")), "month"));
  }

  private Amount amount(String text) {
    if (text.matches(".*[A-Za-z]") && !text.endsWith("pt")) {
      Capacity capacity = Quantities.capacity(text);
      return new Amount.Viewers(capacity.inViewers(bitsPerViewer));
    }
    return new Amount.Part(Shapes.share(0.0001, 10).parse(text));
  }

  /** Amounts make the whole; else shares are of a whole that is given or standard. */
  private Fleet fleet(List<Read> reads) {
    double weights = reads.stream().mapToDouble(read -> read.cdn().weight()).sum();
    boolean amounts =
        reads.stream()
            .anyMatch(r -> r.capacity().filter(Amount.Viewers.class::isInstance).isPresent());
    if (amounts) {
      reads.forEach(CdnsReader::requireAmount);
    }
    double whole =
        amounts
            ? reads.stream()
                .mapToDouble(r -> r.capacity().map(CdnsReader::viewers).orElse(1.0))
                .sum()
            : wholeGiven.orElse(StandardStage.CAPACITY);
    if (amounts && wholeGiven.isPresent() && !reads.isEmpty()) {
      reads
          .getFirst()
          .at()
          .fault(
              "capacity",
              "is an amount, and audience.capacity is given as well: give one of them, or shares"
                  + " here");
    }
    List<Scenario.Cdn> cdns = new ArrayList<>();
    for (Read read : reads) {
      double even =
          weights > 0 && read.cdn().weight() > 0
              ? read.cdn().weight() / weights
              : 1.0 / reads.size();
      double share = read.capacity().map(a -> part(a, whole)).orElse(even);
      cdns.add(with(read, share, whole));
    }
    return new Fleet(List.copyOf(cdns), whole);
  }

  private static void requireAmount(Read read) {
    if (read.capacity().filter(Amount.Viewers.class::isInstance).isEmpty()) {
      read.at()
          .fault(
              "capacity",
              "must be an amount, since another CDN's is one: write it such as 4 Tbps or 900000"
                  + " viewers");
    }
  }

  private static double viewers(Amount amount) {
    return switch (amount) {
      case Amount.Viewers(double viewers) -> viewers;
      case Amount.Part(double share) -> share * StandardStage.CAPACITY; // reported as a fault
    };
  }

  private static double part(Amount amount, double whole) {
    return switch (amount) {
      case Amount.Viewers(double viewers) -> viewers / whole;
      case Amount.Part(double share) -> share;
    };
  }

  private static Scenario.Cdn with(Read read, double share, double whole) {
    SortedMap<String, Double> regional = new TreeMap<>();
    read.regional().forEach((region, amount) -> regional.put(region, part(amount, whole)));
    Scenario.Cdn cdn = read.cdn();
    return new Scenario.Cdn(
        cdn.id(),
        cdn.weight(),
        share,
        cdn.known(),
        regional,
        cdn.joinRate(),
        cdn.error(),
        cdn.firstByte(),
        cdn.price(),
        cdn.overage(),
        cdn.commit());
  }
}
