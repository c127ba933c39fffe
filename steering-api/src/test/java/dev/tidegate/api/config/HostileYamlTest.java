package dev.tidegate.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes are, the outcome is a configuration or a {@link ConfigException}, and soon.
 */
class HostileYamlTest {
  private static final Path SOURCE = Path.of("/etc/tidegate/tidegate.yaml");
  private static final ConfigLoader LOADER = new ConfigLoader(System.getenv());

  /** Far above what any of these takes, far below what an unbounded reading would. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final String SERVICE =
      "services: {live: {cdns: {cdn-a: {base-url: \"https://a.example.com\"}}}}\n";

  @Test
  void billionLaughs() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*a" + (i - 1);
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(",", repeat(9, before))));
    }
    assertThat(refused(yaml.toString())).hasMessageContaining("aliases written out");
  }

  @Test
  void deepNesting() {
    assertThat(refused("[".repeat(1_000_000))).hasMessageContaining("deep");
    assertThat(refused("{a: ".repeat(300_000))).hasMessageContaining("deep");
    assertThat(refused("- ".repeat(500_000))).hasMessageContaining("deep");
    assertThat(refused("? ".repeat(500_000))).hasMessageContaining("deep");
  }

  @Test
  void tooLarge() {
    byte[] ten = new byte[10 * 1024 * 1024];
    Arrays.fill(ten, (byte) '#');
    assertThat(refused(ten)).hasMessageContaining("bytes; at most");
  }

  @Test
  void notText() {
    assertThat(refused(new byte[] {'a', ':', ' ', (byte) 0xff}))
        .hasMessageContaining(":1:4: not UTF-8");
    assertThat(refused(new byte[1000])).hasMessageContaining("not YAML");
    assertThat(refused("a: \u0007")).hasMessageContaining("not YAML");
  }

  @Test
  void oneOfEverythingTooMuch() {
    assertThat(refused("x".repeat(1_000_000) + ": 1\n" + SERVICE)).isNotNull();
    assertThat(refused("tick: " + "9".repeat(1_000_000) + "\n" + SERVICE)).isNotNull();
    assertThat(refused("tick: \"" + "${".repeat(500_000) + "\"\n" + SERVICE)).isNotNull();
    assertThat(refused("dns: {zone: \"" + "a-".repeat(500_000) + "\"}\n" + SERVICE)).isNotNull();
    assertThat(refused("store: {path: \"a\\0b\"}\n" + SERVICE)).isNotNull();
  }

  @Test
  void manyOfEverything() {
    IntFunction<String> unknown = i -> "k" + i + ": 1";
    ConfigException e = refused(many(200_000, unknown, "\n"));
    assertThat(e.faults()).hasSize(Findings.MOST + 1);
    assertThat(e).hasMessageContaining("more faults follow");
    assertThat(
            refused(
                "regions: {"
                    + many(100_000, i -> "r" + i + ": {parent: r" + (i + 1) + "}", ", ")
                    + "}\n"))
        .hasMessageContaining("regions above it");
    assertThat(refused("dns: {ns: [" + many(200_000, i -> "\"${N" + i + "}\"", ", ") + "]}\n"))
        .hasMessageContaining("is not set");
    finishes("networks: {a: {asns: [" + many(200_000, i -> "" + (i + 1), ",") + "]}}\n" + SERVICE);
    finishes(
        "services: {live: {cdns: {"
            + many(20_000, i -> "c" + i + ": {base-url: \"http://c" + i + "\"}", ", ")
            + "}}}");
  }

  /** The example, bent and broken in four thousand ways. */
  @Test
  void seededMutationsOfTheExample() throws Exception {
    byte[] example = Files.readAllBytes(Path.of("../tidegate.example.yaml"));
    byte[] contract = Files.readAllBytes(Path.of("src/test/resources/config/contract.yaml"));
    int read = 0;
    for (long seed = 1; seed <= 4_000; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      byte[] bent = Mutation.of(random.nextBoolean() ? example : contract, random);
      try {
        TidegateConfig config = LOADER.load(bent, SOURCE);
        EffectiveConfig.yaml(config);
        read++;
      } catch (ConfigException e) {
        assertThat(e.faults()).as("seed %d", seed).isNotEmpty();
        assertThat(e.faults()).as("seed %d", seed).allMatch(f -> !f.message().isBlank());
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(
            "seed " + seed + ":\n" + new String(bent, StandardCharsets.UTF_8), e);
      }
    }
    assertThat(read).as("mutations that are still legal").isBetween(100, 3_600);
  }

  private static ConfigException refused(String yaml) {
    return refused(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static ConfigException refused(byte[] yaml) {
    ConfigException e =
        Assertions.assertTimeout(
            SOON,
            () -> catchThrowableOfType(ConfigException.class, () -> LOADER.load(yaml, SOURCE)));
    assertThat(e).as("refused").isNotNull();
    return e;
  }

  private static void finishes(String yaml) {
    Assertions.assertTimeout(
        SOON, () -> LOADER.load(yaml.getBytes(StandardCharsets.UTF_8), SOURCE));
  }

  private static String many(int count, IntFunction<String> item, String between) {
    return IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(between));
  }

  private static String[] repeat(int count, String text) {
    String[] all = new String[count];
    Arrays.fill(all, text);
    return all;
  }
}
