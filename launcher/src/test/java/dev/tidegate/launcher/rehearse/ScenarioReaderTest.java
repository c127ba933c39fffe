package dev.tidegate.launcher.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.Fault;
import dev.tidegate.model.Policy;
import dev.tidegate.rehearsal.sim.Clientele;
import dev.tidegate.rehearsal.sim.Incident;
import dev.tidegate.rehearsal.sim.Noise;
import dev.tidegate.rehearsal.sim.Reporting;
import dev.tidegate.rehearsal.sim.Scenario;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioReaderTest {
  private static List<String> ours() {
    return ScenarioLibrary.NAMES;
  }

  @ParameterizedTest
  @MethodSource("ours")
  void everyScenarioOfOursIsReadWithoutAWarning(String name) {
    ScenarioFile file = ScenarioLibrary.named(name);
    assertThat(file.scenario().name()).isEqualTo(name);
    assertThat(file.warnings()).isEmpty();
    assertThat(file.about()).isNotBlank();
    assertThat(file.scenario().correct()).isNotBlank();
  }

  @Test
  void thereAreThirtyOneAndNoTwoAreAlike() {
    Set<Scenario> different = new HashSet<>();
    ScenarioLibrary.NAMES.forEach(
        name -> different.add(named(ScenarioLibrary.named(name).scenario(), "same")));
    assertThat(different).hasSize(31);
  }

  @Test
  void nothingAtAllIsACalmStandardStage() throws Exception {
    Scenario scenario = read("");
    assertThat(scenario.name()).isEqualTo("mine");
    assertThat(scenario.regions()).hasSize(4);
    assertThat(scenario.networks()).hasSize(3);
    assertThat(scenario.cdns()).hasSize(4);
    assertThat(scenario.incidents()).isEmpty();
    assertThat(scenario.clientele()).isEqualTo(Clientele.STANDARD);
    assertThat(scenario.reporting()).isEqualTo(Reporting.STANDARD);
    assertThat(scenario.noise()).isEqualTo(Noise.STANDARD);
    assertThat(scenario.length()).isEqualTo(Duration.ofMinutes(25));
    assertThat(Scale.NORMAL.beacons(scenario)).isCloseTo(1467, within(1.0));
  }

  @Test
  void fiveLinesSuffice() throws Exception {
    Scenario scenario =
        read(
            """
            for: 20m
            cdns: {a: {capacity: 6 Tbps}, b: {capacity: 4 Tbps}}
            audience: {points: {0s: 100000 viewers, 10m: 1500000 viewers}}
            incidents:
              - {what: brownout, share: 5 %, cdn: a, from: 12m, for: 3m}
            """);
    assertThat(scenario.capacityViewers()).isCloseTo(2_000_000, within(1.0));
    assertThat(scenario.cdns().getFirst().capacity()).isCloseTo(0.6, within(1e-9));
    assertThat(scenario.audience().demand().at(Duration.ofMinutes(15)))
        .isCloseTo(0.75, within(1e-9));
    Incident incident = scenario.incidents().getFirst();
    assertThat(incident.effect()).isEqualTo(new Incident.Brownout(0.05));
    assertThat(incident.reach()).isEqualTo(Incident.Reach.of("a"));
    assertThat(incident.from()).isEqualTo(Duration.ofMinutes(12));
    assertThat(incident.until()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void theExampleOfTheDocumentationIsRead() throws Exception {
    String page = Files.readString(Path.of("../docs/rehearsal.md"));
    Matcher yaml = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(yaml.find()).isTrue();
    Scenario scenario = read(yaml.group(1));
    assertThat(scenario.cdns()).hasSize(3);
    assertThat(scenario.capacityViewers()).isCloseTo(2_600_000, within(1.0));
  }

  @Test
  void whatIsChronicBeganBeforeTheClock() throws Exception {
    Scenario scenario = read("incidents: [{what: slow, factor: 2, cdn: cdn-b, chronic: true}]");
    Incident incident = scenario.incidents().getFirst();
    assertThat(incident.chronic()).isTrue();
    assertThat(incident.from()).isEqualTo(scenario.warmUp().negated());
    assertThat(incident.until()).isEqualTo(scenario.length());
  }

  @Test
  void classesMayBeOthersInANetworkButAreWholeThere() throws Exception {
    Scenario scenario =
        read(
            """
            clients:
              classes: {phones: 40 %, others: 60 %}
              classes-in: {net-b: {phones: 90 %, others: 10 %}}
            """);
    Clientele.Kind phones =
        scenario.clientele().classes().stream()
            .filter(kind -> kind.id().equals("phones"))
            .findFirst()
            .orElseThrow();
    assertThat(phones.in("net-b")).isEqualTo(0.9);
    assertThat(phones.in("net-a")).isEqualTo(0.4);
    assertThat(
            faults(
                """
                clients:
                  classes: {phones: 40 %, others: 60 %}
                  classes-in: {net-b: {phones: 90 %, tablets: 10 %}}
                """))
        .anySatisfy(f -> assertThat(f).contains("tablets"))
        .anySatisfy(f -> assertThat(f).contains("net-b", "100 %"));
  }

  @Test
  void everyFaultIsToldAtOnceWithItsPlaceAndWhatWouldBeRight() {
    List<String> faults =
        faults(
            """
            fro: 20m
            cdns:
              a: {capacity: 6 Tbps, weight: 0}
              b: {capacity: 40 %, weight: 0}
            clients:
              ways: {hls: {share: 60 %}, dns: {share: 30 %}}
              incident-ttl: 30s
            audience: {curve: presramp}
            incidents:
              - {what: brownut, cdn: a, from: 1m}
              - {what: slow, cdn: c, region: west, from: 30m, ramp: soon}
              - {what: failures, share: 120 %, from: 2m, to: 1m, on: 5s}
            policy: {flag-zz: 3, min-effect: 2}
            """);
    assertThat(faults)
        .anySatisfy(f -> assertThat(f).startsWith("mine.yaml:1:1: fro: ").contains("\"for\""))
        .anySatisfy(f -> assertThat(f).contains(":4:", "cdns.b.capacity").contains("amount"))
        .anySatisfy(f -> assertThat(f).contains("cdns: all weights are 0"))
        .anySatisfy(f -> assertThat(f).contains("clients.ways", "90 %", "100 %"))
        .anySatisfy(f -> assertThat(f).contains("clients.incident-ttl", "above the ttl"))
        .anySatisfy(f -> assertThat(f).contains("audience.curve", "\"press-ramp\""))
        .anySatisfy(f -> assertThat(f).contains("incidents[0].what", "\"brownout\""))
        .anySatisfy(f -> assertThat(f).contains("incidents[1].cdn", "not a configured cdn"))
        .anySatisfy(f -> assertThat(f).contains("incidents[1].factor: is missing"))
        .anySatisfy(f -> assertThat(f).contains("incidents[1].from", "25m"))
        .anySatisfy(f -> assertThat(f).contains("incidents[1].ramp", "not a duration"))
        .anySatisfy(f -> assertThat(f).contains("incidents[2].share", "100 %"))
        .anySatisfy(f -> assertThat(f).contains("incidents[2].to", "after from"))
        .anySatisfy(f -> assertThat(f).contains("incidents[2].on", "both on and off"))
        .anySatisfy(f -> assertThat(f).contains("policy.flag-zz", "\"flag-z\""))
        .anySatisfy(f -> assertThat(f).contains("policy.min-effect", "within"));
  }

  @Test
  void aPolicyStandsAloneOrInAFileOfMore() throws Exception {
    assertThat(policy("flag-z: 6").get(Policy.Key.FLAG_Z)).isEqualTo(6);
    assertThat(policy("policy: {flag-z: 7}").get(Policy.Key.FLAG_Z)).isEqualTo(7);
    assertThatThrownBy(() -> policy("flagz: 6"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"flag-z\"");
  }

  @Test
  void whateverTheTextIsTheOutcomeIsAScenarioOrFaults() {
    for (long seed = 1; seed <= 400; seed++) {
      Random random = new Random(seed);
      String name = ScenarioLibrary.NAMES.get(random.nextInt(ScenarioLibrary.NAMES.size()));
      String text = mutated(new String(ScenarioLibrary.yaml(name), StandardCharsets.UTF_8), random);
      try {
        read(text);
      } catch (ConfigException expected) {
        assertThat(expected.faults()).as("seed %d", seed).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " of " + name + ":\n" + text, e);
      }
    }
  }

  /** Values swapped, dropped, doubled or made absurd. */
  private static String mutated(String text, Random random) {
    List<String> words = new ArrayList<>(List.of(text.split("(?<=[ ,{}:])")));
    List<String> absurd =
        List.of("-1", "0", "1e30", "0 %", "900 %", "0s", "400h", "[]", "{}", "\"\"", "~", "cdn-z");
    for (int i = 0; i < 3; i++) {
      int at = random.nextInt(words.size());
      switch (random.nextInt(4)) {
        case 0 -> words.set(at, "");
        case 1 -> words.set(at, words.get(random.nextInt(words.size())));
        case 2 -> words.add(at, words.get(at));
        default -> words.set(at, absurd.get(random.nextInt(absurd.size())) + " ");
      }
    }
    return String.join("", words);
  }

  private static Scenario named(Scenario s, String name) {
    return new Scenario(
        name,
        name,
        s.warmUp(),
        s.length(),
        s.scale(),
        s.regions(),
        s.networks(),
        s.cdns(),
        s.audience(),
        s.clientele(),
        s.incidents(),
        s.reporting(),
        s.noise(),
        s.origin(),
        s.broker(),
        s.conduct(),
        s.seeds());
  }

  private static Scenario read(String yaml) throws ConfigException {
    return ScenarioReader.read(yaml.getBytes(StandardCharsets.UTF_8), Path.of("mine.yaml"))
        .scenario();
  }

  private static Policy policy(String yaml) throws ConfigException {
    return ScenarioReader.policy(yaml.getBytes(StandardCharsets.UTF_8), Path.of("p.yaml"));
  }

  private static List<String> faults(String yaml) {
    try {
      read(yaml);
      return List.of();
    } catch (ConfigException e) {
      return e.faults().stream().map(Fault::toString).toList();
    }
  }
}
