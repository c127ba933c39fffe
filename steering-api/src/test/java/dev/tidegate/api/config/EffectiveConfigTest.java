package dev.tidegate.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigTest {
  private static final Path SOURCE = Path.of("/etc/tidegate/tidegate.yaml");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("WORD", "a: \"b\" ${WORD} \\ \u20ac");

  /** Law: what is printed is a configuration equal to the one that is in force. */
  @Test
  void printedIsReadAsTheSame() throws Exception {
    for (long seed = 1; seed <= 400; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      String yaml = new RandomConfig(random).yaml();
      TidegateConfig config = load(yaml, "seed " + seed);
      String printed = EffectiveConfig.yaml(config);
      assertThat(load(printed, "printed, seed " + seed))
          .as("seed %d:\n%s", seed, yaml)
          .isEqualTo(config);
      assertThat(EffectiveConfig.yaml(load(printed, "again")))
          .as("seed %d", seed)
          .isEqualTo(printed);
    }
  }

  /** The file in the repository starts with no edits. */
  @Test
  void theExampleIsReadAndPrinted() throws Exception {
    Path example = Path.of("../tidegate.example.yaml");
    LoadedConfig loaded = new ConfigLoader(Map.of()).read(Files.readAllBytes(example), SOURCE);
    assertThat(load(EffectiveConfig.yaml(loaded.config()), "example")).isEqualTo(loaded.config());
    assertThat(loaded.warnings()).extracting(Fault::path).containsExactly("geo.city");
    assertThat(loaded.config().security().tokens().getFirst().sha256())
        .isEqualTo(SecurityReader.FIRST_HOUR);
  }

  @Test
  void secretsAreNotShown(@TempDir Path dir) throws Exception {
    byte[] contract =
        Objects.requireNonNull(getClass().getResourceAsStream("/config/contract.yaml"))
            .readAllBytes();
    TlsFiles.into(dir);
    Map<String, String> secrets =
        Map.of(
            "TIDEGATE_SESSION_KEY",
            "secret-one-secret",
            "TSIG",
            "c2VjcmV0LXR3bw==",
            "PDNS",
            "secret-3");
    String printed =
        EffectiveConfig.yaml(
            new ConfigLoader(secrets).load(contract, dir.resolve("tidegate.yaml")));
    assertThat(printed)
        .doesNotContain("secret-")
        .doesNotContain("c2VjcmV0")
        .contains("# session-key: not shown");
    Map<String, String> placeholder = Map.of("TIDEGATE_NOT_SHOWN", "eHh4");
    TidegateConfig again =
        new ConfigLoader(placeholder)
            .load(printed.getBytes(StandardCharsets.UTF_8), dir.resolve("tidegate.yaml"));
    assertThat(again.dnsTargets()).hasSize(3);
  }

  private static TidegateConfig load(String yaml, String what) {
    try {
      return new ConfigLoader(ENVIRONMENT).load(yaml.getBytes(StandardCharsets.UTF_8), SOURCE);
    } catch (ConfigException e) {
      throw new AssertionError(what + ": " + e.getMessage() + "\n" + yaml, e);
    }
  }
}
