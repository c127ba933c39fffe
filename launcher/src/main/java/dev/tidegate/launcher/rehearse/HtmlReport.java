package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.score.Spread;
import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One page with tables and curves that needs nothing beside it: styles, script and data inside. */
final class HtmlReport {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_SPANS = 100;

  /** Those whose curves would press all others to the ground: shown on demand. */
  private static final List<String> WILD =
      List.of("latency-only", "ducb", "ducb-clipped", "openmix");

  /** Those whose curves are open beside the engine's. */
  private static final List<String> OPEN = List.of("probe-failover", "oracle");

  private HtmlReport() {}

  static String of(List<Comparison> comparisons) {
    String uplot =
        resource("/static/vendor/uplot/uPlot.esm.js")
            .replace("export { uPlot as default };", "return uPlot;");
    String data = JSON.writeValueAsString(data(comparisons)).replace("<", "\\u003c");
    return resource("/rehearsal/report.html")
        .replace("/*{{uplot.css}}*/", resource("/static/vendor/uplot/uPlot.min.css"))
        .replace("/*{{report.css}}*/", resource("/rehearsal/report.css"))
        .replace("<!--{{logo}}-->", resource("/static/tidegate.svg"))
        .replace("/*{{uplot.js}}*/", uplot)
        .replace("/*{{report.js}}*/", resource("/rehearsal/report.js"))
        .replace("{{data}}", data);
  }

  private static ObjectNode data(List<Comparison> comparisons) {
    ObjectNode root = JSON.createObjectNode().put("summary", summary(comparisons));
    ArrayNode wild = root.putArray("wild");
    WILD.forEach(wild::add);
    ArrayNode open = root.putArray("open");
    OPEN.forEach(open::add);
    ObjectNode kinds = root.putObject("kinds");
    Set<String> policies = new LinkedHashSet<>();
    comparisons.forEach(c -> policies.addAll(c.policies()));
    policies.forEach(p -> kinds.put(p, Cast.kind(p).name().toLowerCase(Locale.ROOT)));
    ArrayNode figures = root.putArray("figures");
    for (Column column : Column.ALL) {
      if (comparisons.stream().anyMatch(c -> c.columns().contains(column))) {
        figure(figures.addObject(), column);
      }
    }
    ArrayNode scenarios = root.putArray("scenarios");
    comparisons.forEach(comparison -> scenario(scenarios.addObject(), comparison));
    return root;
  }

  private static String summary(List<Comparison> comparisons) {
    long runs =
        comparisons.stream().mapToLong(c -> c.policies().size() * (long) c.seeds().size()).sum();
    return comparisons.size()
        + (comparisons.size() == 1 ? " scenario, " : " scenarios, ")
        + runs
        + " runs in simulated time, everyone in the same luck";
  }

  private static void figure(ObjectNode out, Column column) {
    out.put("key", column.measure().wire())
        .put("short", column.brief())
        .put("title", column.title())
        .put("unit", column.unit())
        .put("decimals", column.decimals())
        .put("better", column.better().name().toLowerCase(Locale.ROOT))
        .put("about", column.about());
  }

  private static void scenario(ObjectNode out, Comparison comparison) {
    Scenario scenario = comparison.file().scenario();
    out.put("name", comparison.name())
        .put("scale", comparison.scale().word())
        .put("beacons", comparison.scale().beacons(scenario))
        .put("about", comparison.file().about())
        .put("correct", scenario.correct())
        .put("length", scenario.length().toSeconds());
    ArrayNode cdns = out.putArray("cdns");
    scenario.cdns().forEach(cdn -> cdns.add(cdn.id()));
    ArrayNode seeds = out.putArray("seeds");
    comparison.seeds().forEach(seeds::add);
    ArrayNode incidents = out.putArray("incidents");
    scenario.incidents().forEach(incident -> incident(incidents.addObject(), incident, scenario));
    ArrayNode policies = out.putArray("policies");
    for (String policy : comparison.policies()) {
      ObjectNode entry = policies.addObject().put("name", policy);
      ObjectNode figures = entry.putObject("figures");
      for (Column column : Column.ALL) {
        comparison
            .spread(policy, column.measure())
            .ifPresent(s -> spread(figures.putObject(column.measure().wire()), s, column));
      }
      Optional<Trace> trace =
          comparison.of(policy).stream().flatMap(played -> played.trace().stream()).findFirst();
      trace.ifPresent(t -> trace(out, entry.putObject("trace"), t));
    }
  }

  private static void incident(ObjectNode out, Incident incident, Scenario scenario) {
    out.put("chronic", incident.chronic());
    ArrayNode spans = out.putArray("spans");
    long end = Math.min(incident.until().toSeconds(), scenario.length().toSeconds());
    long from = Math.max(0, incident.from().toSeconds());
    if (incident.cycle().isEmpty()) {
      spans.addArray().add(from).add(end);
      return;
    }
    long on = incident.cycle().get().on().toSeconds();
    long both = on + incident.cycle().get().off().toSeconds();
    for (long at = incident.from().toSeconds(); at < end && spans.size() < MOST_SPANS; at += both) {
      spans.addArray().add(Math.max(0, at)).add(Math.min(end, at + on));
    }
  }

  private static void spread(ObjectNode out, Spread spread, Column column) {
    double factor = column.factor();
    out.put("n", spread.count())
        .put("mean", JsonReport.rounded(spread.mean() * factor))
        .put("sd", JsonReport.rounded(spread.standardError() * factor))
        .put("min", JsonReport.rounded(spread.least() * factor))
        .put("max", JsonReport.rounded(spread.most() * factor));
  }

  private static void trace(ObjectNode scenario, ObjectNode out, Trace trace) {
    scenario.put("step", trace.step());
    curves(out.putArray("published"), trace.published(), 100);
    curves(out.putArray("load"), trace.load(), 1000);
    curve(out.putArray("bad"), trace.bad(), 1000);
    rows(out.putObject("verdicts"), trace.verdicts());
    rows(out.putObject("states"), trace.states());
    out.put("decisions", trace.decisions());
    ArrayNode told = out.putArray("told");
    trace.told().forEach(each -> told.addArray().add(each.at()).add(each.text()));
  }

  private static void curves(ArrayNode out, double[][] curves, double precision) {
    for (double[] curve : curves) {
      curve(out.addArray(), curve, precision);
    }
  }

  private static void curve(ArrayNode out, double[] curve, double precision) {
    for (double value : curve) {
      out.add(Math.round(value * precision) / precision);
    }
  }

  private static void rows(ObjectNode out, SortedMap<String, List<Trace.Span>> rows) {
    rows.forEach(
        (row, spans) -> {
          ArrayNode list = out.putArray(row);
          spans.forEach(s -> list.addArray().add(s.from()).add(s.to()).add(s.word()));
        });
  }

  private static String resource(String path) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
