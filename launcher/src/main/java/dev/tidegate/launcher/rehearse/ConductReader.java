package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.PolicyReader;
import dev.tidegate.api.config.Quantities;
import dev.tidegate.api.config.Section;
import dev.tidegate.model.OperatorOverride;
import dev.tidegate.model.Rollout;
import dev.tidegate.model.Rung;
import dev.tidegate.model.Weights;
import dev.tidegate.rehearsal.sim.Conduct;
import dev.tidegate.rehearsal.sim.Reporting;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * {@code policy}, {@code rollout}, {@code orders} and {@code nodes}: how the engine is operated.
 */
final class ConductReader {
  private static final Map<String, Rollout.Mode> MODES =
      Map.of("live", Rollout.Mode.LIVE, "shadow", Rollout.Mode.SHADOW);

  private static final Map<String, Boolean> STRENGTHS = Map.of("soft", false, "hard", true);

  private final Names names;
  private final Duration length;

  private ConductReader(Names names, Duration length) {
    this.names = names;
    this.length = length;
  }

  static Conduct read(Section root, Names names, Duration length) {
    ConductReader reader = new ConductReader(names, length);
    return new Conduct(
        root.section("policy", PolicyReader::read),
        root.section("rollout", ConductReader::rollout),
        root.sections("orders", reader::order),
        root.value("nodes", Formats.whole(1, 16), 1),
        root.list("rendition-caps", Formats.whole(1, 1_000_000)).stream()
            .<Rung>map(Rung.RenditionCap::new)
            .toList());
  }

  private static Rollout rollout(Section section) {
    return new Rollout(
        section.value("mode", Formats.oneOf(MODES), Rollout.Mode.LIVE),
        section.value("share", Formats.whole(0, Weights.TOTAL), Weights.TOTAL),
        section.value("holdout", Formats.whole(0, Weights.TOTAL), 0));
  }

  private Conduct.Order order(Section section) {
    Map<String, Function<Section, OperatorOverride.Action>> actions = actions();
    Map<String, String> words = new TreeMap<>();
    actions.keySet().forEach(word -> words.put(word, word));
    String word = section.required("action", Formats.oneOf(words), "drain", "freeze");
    OperatorOverride.Action action =
        actions.getOrDefault(word, s -> new OperatorOverride.Freeze(false)).apply(section);
    Reporting.Span when = Times.span(section, length, Duration.ZERO, true);
    return new Conduct.Order(
        action, section.optional("region", names.region()), when.from(), when.until());
  }

  private Map<String, Function<Section, OperatorOverride.Action>> actions() {
    return Map.of(
        "drain",
        s -> new OperatorOverride.Drain(cdn(s)),
        "exclude",
        s -> new OperatorOverride.Exclude(cdn(s)),
        "pin",
        s -> new OperatorOverride.Pin(cdn(s)),
        "weight",
        s -> new OperatorOverride.Share(cdn(s), value(s)),
        "cap",
        s -> new OperatorOverride.Cap(cdn(s), value(s)),
        "floor",
        s -> new OperatorOverride.Floor(cdn(s), value(s)),
        "capacity",
        s ->
            new OperatorOverride.Limit(
                cdn(s),
                s.required(
                    "value", Quantities::capacity, "6 Tbps", Quantities.capacity("1 viewers"))),
        "freeze",
        s -> new OperatorOverride.Freeze(s.value("strength", Formats.oneOf(STRENGTHS), false)));
  }

  private String cdn(Section section) {
    return section.required("cdn", names.cdn(), "cdn-a", names.anyCdn());
  }

  private static int value(Section section) {
    return section.required("value", Formats.whole(0, Weights.TOTAL), "2500", 0);
  }
}
