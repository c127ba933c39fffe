package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.Section;
import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Reporting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code incidents}: what happens, whom it touches, and when. */
final class IncidentReader {
  /** What each kind is called, and how its own keys are read. */
  private static final Map<String, Function<Section, Incident.Effect>> KINDS = kinds();

  private final Names names;
  private final Duration warmUp;
  private final Duration length;

  private IncidentReader(Names names, Duration warmUp, Duration length) {
    this.names = names;
    this.warmUp = warmUp;
    this.length = length;
  }

  static List<Incident> read(Section root, Names names, Duration warmUp, Duration length) {
    return root.sections("incidents", new IncidentReader(names, warmUp, length)::incident);
  }

  private static Map<String, Function<Section, Incident.Effect>> kinds() {
    Map<String, Function<Section, Incident.Effect>> kinds = new LinkedHashMap<>();
    kinds.put("failures", s -> new Incident.Failures(share(s)));
    kinds.put("brownout", s -> new Incident.Brownout(share(s)));
    kinds.put("stalls", s -> new Incident.Stalls(share(s)));
    kinds.put("slow", s -> new Incident.Slow(factor(s, "factor", "4", true)));
    kinds.put("capacity-cut", s -> new Incident.CapacityCut(remaining(s)));
    kinds.put("frozen-playlist", s -> new Incident.FrozenPlaylist());
    kinds.put("probes-fail", s -> new Incident.ProbesFail());
    kinds.put(
        "surge",
        s -> new Incident.Surge(factor(s, "load", "1.15", false), factor(s, "miss", "2", false)));
    kinds.put("rejoin", s -> new Incident.Rejoin(share(s)));
    kinds.put("origin-cut", s -> new Incident.OriginCut(remaining(s)));
    kinds.put("store-gone", s -> new Incident.StoreGone());
    return kinds;
  }

  private static double share(Section section) {
    return section.required("share", Shapes.share(0, 1), "5 %", 0.0);
  }

  private static double remaining(Section section) {
    return section.required("remaining", Shapes.share(0.01, 1), "40 %", 1.0);
  }

  private static double factor(Section section, String key, String example, boolean required) {
    return required
        ? section.required(key, Formats.number(1, 1000), example, 1.0)
        : section.value(key, Formats.number(1, 1000), 1.0);
  }

  private Incident incident(Section section) {
    Map<String, String> words = new LinkedHashMap<>();
    KINDS.keySet().forEach(kind -> words.put(kind, kind));
    String kind = section.required("what", Formats.oneOf(words), "brownout", "store-gone");
    Incident.Effect effect = section.has("what") ? effect(section, kind) : new Incident.StoreGone();
    boolean chronic = section.value("chronic", Formats::yesNo, false);
    Reporting.Span when = Times.span(section, length, warmUp.negated(), !chronic);
    return new Incident(
        effect,
        reach(section),
        when.from(),
        when.until(),
        section.value("ramp", Shapes::time, Duration.ZERO),
        cycle(section),
        chronic);
  }

  private static Incident.Effect effect(Section section, String kind) {
    Function<Section, Incident.Effect> read = KINDS.get(kind);
    return read == null ? new Incident.StoreGone() : read.apply(section);
  }

  private Incident.Reach reach(Section section) {
    return new Incident.Reach(
        section.optional("cdn", names.cdn()),
        section.optional("region", names.region()),
        section.optional("network", names.network()),
        section.optional("class", names.clientClass()),
        section.optional("vantage", names.vantage()),
        section.value("arrivals-only", Formats::yesNo, false));
  }

  private static Optional<Incident.Cycle> cycle(Section section) {
    Optional<Duration> on = section.optional("on", Shapes::seconds);
    Optional<Duration> off = section.optional("off", Shapes::seconds);
    if (on.isPresent() != off.isPresent()) {
      section.fault(
          on.isPresent() ? "on" : "off", "goes by turns: give both on and off, such as 60s each");
    }
    return on.flatMap(a -> off.map(b -> new Incident.Cycle(a, b)));
  }
}
