package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.score.Measure;
import dev.tidegate.rehearsal.score.Score;
import dev.tidegate.rehearsal.score.Spread;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Comparisons for programs; docs/rehearsal.md has the shape. Figures are in their measure's unit.
 */
final class JsonReport {
  /** Of the shape; raised when a field changes its meaning or goes. */
  private static final int VERSION = 1;

  private static final JsonMapper JSON = new JsonMapper();

  private JsonReport() {}

  /** Every figure of every run. */
  static String of(List<Comparison> comparisons) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(comparisons, true)) + "\n";
  }

  /** Figures over all seeds, without single runs: thousands of them go on a page of evidence. */
  static String inBrief(List<Comparison> comparisons) {
    return JSON.writeValueAsString(tree(comparisons, false)) + "\n";
  }

  private static ObjectNode tree(List<Comparison> comparisons, boolean runs) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    ObjectNode units = root.putObject("measures");
    for (Measure measure : Measure.values()) {
      units.put(measure.wire(), measure.unit().name().toLowerCase(java.util.Locale.ROOT));
    }
    var scenarios = root.putArray("scenarios");
    comparisons.forEach(comparison -> comparison(scenarios.addObject(), comparison, runs));
    return root;
  }

  private static void comparison(ObjectNode out, Comparison comparison, boolean runs) {
    var scenario = comparison.file().scenario();
    out.put("name", comparison.name())
        .put("scale", comparison.scale().word())
        .put("beaconsPerSecond", rounded(comparison.scale().beacons(scenario)))
        .put("seconds", scenario.length().toSeconds())
        .put("warmUpSeconds", scenario.warmUp().toSeconds())
        .put("about", comparison.file().about())
        .put("correct", scenario.correct());
    var policies = out.putArray("policies");
    for (String policy : comparison.policies()) {
      ObjectNode entry = policies.addObject();
      entry
          .put("name", policy)
          .put("kind", Cast.kind(policy).name().toLowerCase(java.util.Locale.ROOT));
      ObjectNode figures = entry.putObject("figures");
      for (Measure measure : Measure.values()) {
        comparison
            .spread(policy, measure)
            .ifPresent(spread -> spread(figures.putObject(measure.wire()), spread));
      }
      if (runs) {
        var each = entry.putArray("runs");
        comparison.of(policy).forEach(played -> run(each.addObject(), played));
      }
    }
  }

  private static void spread(ObjectNode out, Spread spread) {
    out.put("count", spread.count())
        .put("mean", rounded(spread.mean()))
        .put("median", rounded(spread.median()))
        .put("least", rounded(spread.least()))
        .put("most", rounded(spread.most()))
        .put("standardError", rounded(spread.standardError()));
  }

  private static void run(ObjectNode out, Played played) {
    out.put("seed", played.run().seed()).put("digest", played.run().digest());
    ObjectNode figures = out.putObject("figures");
    Score score = played.score();
    score.figures().forEach((measure, value) -> figures.put(measure.wire(), rounded(value)));
  }

  /** Nine figures are more than any of these is known to. */
  static double rounded(double value) {
    return value == 0 || !Double.isFinite(value)
        ? value
        : new java.math.BigDecimal(value).round(new java.math.MathContext(9)).doubleValue();
  }
}
