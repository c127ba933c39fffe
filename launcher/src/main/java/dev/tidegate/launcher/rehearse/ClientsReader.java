package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.Quantities;
import dev.tidegate.api.config.Section;
import dev.tidegate.rehearsal.sim.Clientele;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code clients}: how players behave. */
final class ClientsReader {
  private static final double ROUNDING = 1e-6;

  private ClientsReader() {}

  static Clientele read(Section root) {
    return root.section("clients", ClientsReader::clients);
  }

  private static Clientele clients(Section section) {
    Clientele usual = Clientele.STANDARD;
    Duration ttl = section.value("ttl", Formats::wholeSeconds, usual.ttl());
    Duration incidentTtl =
        section.value(
            "incident-ttl",
            Formats::wholeSeconds,
            ttl.compareTo(usual.incidentTtl()) < 0 ? ttl : usual.incidentTtl());
    if (incidentTtl.compareTo(ttl) > 0) {
      section.fault(
          "incident-ttl", "is above the ttl: in an incident answers may only live shorter");
    }
    return new Clientele(
        ways(section),
        classes(section),
        ttl,
        incidentTtl,
        section.value("failover", Shapes.share(0, 1), usual.failover()),
        section.value("penalty-box", Shapes::time, usual.penaltyBox()),
        section.value("attempts", Formats.whole(1, 100), usual.attempts()),
        section.value("retries", Formats.number(1, 10), usual.retries()),
        section.value("arrival-for", Shapes::time, usual.arrivalFor()));
  }

  private static List<Clientele.Way> ways(Section section) {
    List<Clientele.Way> ways = new ArrayList<>();
    section
        .entries("ways", Formats.id("way"), (id, way) -> Optional.of(way(id, way)))
        .forEach((id, way) -> ways.add(way));
    return whole(section, "ways", ways.stream().mapToDouble(Clientele.Way::share).sum())
        ? List.copyOf(ways)
        : Clientele.STANDARD.ways();
  }

  private static Clientele.Way way(String id, Section section) {
    return new Clientele.Way(
        id,
        section.required("share", Shapes.share(0, 1), "60 %", 0.0),
        section.optional("ttl", Formats::wholeSeconds));
  }

  private static List<Clientele.Kind> classes(Section section) {
    SortedMap<String, Double> shares =
        section.scalars("classes", Formats.id("class"), Shapes.share(0, 1));
    SortedMap<String, SortedMap<String, Double>> inNetworks =
        section.entries(
            "classes-in",
            Formats.id("network"),
            (network, there) -> Optional.of(shares(network, there, shares.keySet())));
    List<Clientele.Kind> classes = new ArrayList<>();
    shares.forEach(
        (id, share) -> {
          SortedMap<String, Double> elsewhere = new TreeMap<>();
          inNetworks.forEach(
              (network, there) -> elsewhere.put(network, there.getOrDefault(id, 0.0)));
          classes.add(new Clientele.Kind(id, share, elsewhere));
        });
    return whole(section, "classes", classes.stream().mapToDouble(Clientele.Kind::share).sum())
        ? List.copyOf(classes)
        : List.of();
  }

  /** The shares of the classes in one network. */
  private static SortedMap<String, Double> shares(
      String network, Section section, Set<String> classes) {
    SortedMap<String, Double> shares = new TreeMap<>();
    for (String id : classes) {
      section.optional(id, Shapes.share(0, 1)).ifPresent(share -> shares.put(id, share));
    }
    double sum = shares.values().stream().mapToDouble(share -> share).sum();
    if (Math.abs(sum - 1) > ROUNDING) {
      section.fault("shares in " + network + " must sum to 100 %");
    }
    return shares;
  }

  /** Whether shares are given and sum to one; says so where they are given and do not. */
  private static boolean whole(Section section, String key, double sum) {
    if (section.isEmpty(key)) {
      return false;
    }
    if (Math.abs(sum - 1) > ROUNDING) {
      section.fault(
          key,
          "shares sum to " + Quantities.show(Math.round(1e4 * sum) / 100.0) + " %: make it 100 %");
      return false;
    }
    return true;
  }
}
