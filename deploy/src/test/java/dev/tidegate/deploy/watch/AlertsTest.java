package dev.tidegate.deploy.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Laws of what watches the product:
 *
 * <ol>
 *   <li>Each alert says how urgent it is, what is wrong, and what it means.
 *   <li>Panels of a dashboard do not lie over each other.
 *   <li>A metric that is asked for is one that the product has; those of many nodes are explained.
 * </ol>
 */
class AlertsTest {
  private static final Path RULES = Path.of("../dashboards/prometheus/tidegate.rules.yaml");
  private static final Path DASHBOARD = Path.of("../dashboards/grafana/nodes.json");
  private static final Path ADAPTER = Path.of("kubernetes/prometheus-adapter.example.yaml");
  private static final Path NODES = Path.of("../docs/nodes.md");

  /** What is told of each group, under the very names that Prometheus sees. */
  private static final Path GROUPS =
      Path.of("../steering-api/src/main/java/dev/tidegate/api/control/Metrics.java");

  private static final Path METERS =
      Path.of("../steering-api/src/main/java/dev/tidegate/api/wiring");

  private static final Pattern METRIC = Pattern.compile("(?<![:\\w])tidegate_[a-z_]+");

  /** What rules make of metrics. */
  private static final Set<String> DERIVED = Set.of("tidegate_answers_per_second");

  @Test
  void eachAlertSaysWhatItMeans() throws IOException {
    int alerts = 0;
    for (JsonElement group : rules().getAsJsonArray("groups")) {
      for (JsonElement element : group.getAsJsonObject().getAsJsonArray("rules")) {
        JsonObject rule = element.getAsJsonObject();
        assertThat(rule.get("expr").getAsString()).isNotBlank();
        if (rule.has("alert")) {
          alerts++;
          assertThat(rule.getAsJsonObject("labels").get("severity").getAsString())
              .as(rule.toString())
              .isIn("page", "ticket");
          assertThat(rule.getAsJsonObject("annotations").keySet())
              .as(rule.toString())
              .containsExactlyInAnyOrder("summary", "description");
        }
      }
    }
    assertThat(alerts).isGreaterThan(5);
  }

  @Test
  void panelsDoNotLieOverEachOther() throws IOException {
    Set<String> taken = new TreeSet<>();
    JsonArray panels =
        new Gson().fromJson(Files.readString(DASHBOARD), JsonObject.class).getAsJsonArray("panels");
    for (JsonElement panel : panels) {
      JsonObject grid = panel.getAsJsonObject().getAsJsonObject("gridPos");
      for (int x = 0; x < grid.get("w").getAsInt(); x++) {
        for (int y = 0; y < grid.get("h").getAsInt(); y++) {
          int column = grid.get("x").getAsInt() + x;
          assertThat(column).isLessThan(24);
          assertThat(taken.add(column + "," + (grid.get("y").getAsInt() + y)))
              .as(panel.toString())
              .isTrue();
        }
      }
    }
    assertThat(taken).isNotEmpty();
  }

  @Test
  void aMetricThatIsAskedForIsThere() throws IOException {
    Set<String> asked = new TreeSet<>();
    for (Path file : Set.of(RULES, DASHBOARD, ADAPTER)) {
      asked.addAll(metrics(Files.readString(file)));
    }
    asked.removeAll(DERIVED);
    Set<String> explained = metrics(Files.readString(NODES));
    String meters = meters();
    assertThat(asked).anyMatch(name -> name.startsWith("tidegate_node_"));
    for (String name : asked) {
      if (name.startsWith("tidegate_node_")) {
        assertThat(explained).contains(name);
      } else {
        assertThat(isMade(name, meters)).as(name).isTrue();
      }
    }
    assertThat(isMade("tidegate_loop_failuress_total", meters)).isFalse();
    assertThat(isMade("tidegate_answer_total", meters)).isFalse();
  }

  /** Micrometer writes dots where Prometheus has bars, and knows no {@code _total}. */
  private static boolean isMade(String metric, String meters) {
    String dotted = metric.replaceAll("_total$", "").replace('_', '.').toLowerCase(Locale.ROOT);
    return meters.contains('"' + dotted + '"')
        || meters.contains('"' + metric + '"')
        || (dotted.startsWith("tidegate.loop.")
            && meters.contains('"' + dotted.substring("tidegate.loop.".length()) + '"'));
  }

  private static Set<String> metrics(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String meters() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(METERS)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Meters.java")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.append(Files.readString(GROUPS)).toString();
  }

  private static JsonObject rules() throws IOException {
    Object tree =
        new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
            .loadFromString(Files.readString(RULES));
    return new Gson().toJsonTree(tree).getAsJsonObject();
  }
}
