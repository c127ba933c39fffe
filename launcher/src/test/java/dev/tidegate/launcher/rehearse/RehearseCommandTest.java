package dev.tidegate.launcher.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RehearseCommandTest {
  private static final String SHORT =
      """
      about: a <b>short</b> brownout
      for: 3m
      warm-up: 1m
      seeds: [4, 5]
      incidents: [{what: brownout, share: 10 %, cdn: cdn-a, from: 1m, for: 1m}]
      """;

  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aFileIsPlayedAndToldAsTableJsonAndPage() throws Exception {
    Path file = write("mine.yaml", SHORT);
    Path json = dir.resolve("r.json");
    Path html = dir.resolve("r.html");
    Path policy = write("bold.yaml", "min-effect: 1 %");
    assertThat(
            run(
                file.toString(),
                "--policy",
                policy.toString(),
                "--json",
                json.toString(),
                "--html",
                html.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .contains("mine, normal scale (1467 beacons/s), seeds 4 5")
        .contains("engine ", "engine+bold ", "static ", "probe-failover ", "oracle ")
        .contains("bad %");
    JsonNode scenario = new JsonMapper().readTree(Files.readString(json)).at("/scenarios/0");
    assertThat(scenario.at("/policies")).hasSize(5);
    JsonNode engine = scenario.at("/policies/0");
    assertThat(engine.path("name").asString()).isEqualTo("engine");
    assertThat(engine.at("/runs")).hasSize(2);
    assertThat(engine.at("/figures/bad-share/count").asInt()).isEqualTo(2);
    assertThat(engine.at("/figures/bad-share/mean").asDouble()).isBetween(0.0001, 0.2);
    String page = Files.readString(html);
    assertThat(page).startsWith("<!doctype html>").doesNotContain("{{", "<b>short</b>");
    assertThat(page).doesNotContainPattern("(src|href)=\"https?:");
  }

  /** Whatever runs beside it, and on however many threads. */
  @Test
  void theSameSeedGivesTheSameFigures() throws Exception {
    Path file = write("mine.yaml", SHORT);
    Path one = dir.resolve("1.json");
    Path two = dir.resolve("2.json");
    assertThat(run(file.toString(), "--threads", "1", "--seed", "9", "--json", one.toString()))
        .isZero();
    assertThat(run(file.toString(), "--threads", "3", "--seed", "9", "--json", two.toString()))
        .isZero();
    assertThat(Files.readString(two)).isEqualTo(Files.readString(one));
  }

  @Test
  void theFaultsOfAllFilesAreToldAtOnce() throws Exception {
    Path one = write("one.yaml", "for: 3\nincidents: [{what: brownout, cdn: cdn-x, from: 1m}]");
    Path two = write("two.yaml", "fro: 3m");
    Path policy = write("p.yaml", "min-efect: 1 %");
    assertThat(run(one.toString(), two.toString(), "brwnout", "--policy", policy.toString()))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains(one + ":1:6: for: ", one + ": 3 faults", two + ":1:1: fro: ", "\"brownout\"")
        .contains(policy + ":1:1: min-efect: ", "\"min-effect\"");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("brownout", "--scale", "huge")).isEqualTo(2);
    assertThat(err.toString()).contains("a scale is small");
    assertThat(run("brownout", "--against", "orcale")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean \"oracle\"?");
    assertThat(run("brownout", "--seeds", "0")).isEqualTo(2);
    assertThat(run("brownout", "--json", dir.resolve("none/r.json").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("cannot be written");
  }

  @Test
  void theListNamesScenariosAndSteerings() {
    assertThat(run("--list")).isZero();
    assertThat(out.toString()).contains(ScenarioLibrary.NAMES).contains("d2-relative", "oracle");
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(dir.resolve(name), text);
  }

  private int run(String... args) {
    CommandLine line = new CommandLine(new RehearseCommand());
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
