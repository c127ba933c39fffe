package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The scenarios that come with the program, by name; others are read by their path. */
final class ScenarioLibrary {
  /** In the order in which they are listed and published. */
  static final List<String> NAMES =
      List.of(
          "clean",
          "hard-outage",
          "brownout",
          "latency-creep",
          "regional",
          "isp-event",
          "origin-failure",
          "flash-crowd",
          "capacity-collapse",
          "flapping",
          "poison",
          "probe-network",
          "stale-outage",
          "cold-recovery",
          "peak-outage",
          "two-brownouts",
          "peering",
          "second-broker",
          "commit",
          "slow-poison",
          "frozen-playlist",
          "chronic",
          "client-fault",
          "phones-peering",
          "blind-vantage",
          "join-storm",
          "arrivals-only",
          "wicket",
          "store-and-cdn",
          "two-cdns",
          "rising-brownout");

  private ScenarioLibrary() {}

  /**
   * The scenario that is meant: a file where there is one, else one of ours.
   *
   * @throws NoSuchFileException if it is neither; the message says what would be
   * @throws ConfigException with every fault found in it
   */
  static ScenarioFile find(String nameOrPath) throws IOException, ConfigException {
    Path path = Path.of(nameOrPath);
    if (Files.isRegularFile(path)) {
      return ScenarioReader.read(Files.readAllBytes(path), path);
    }
    if (NAMES.contains(nameOrPath)) {
      return named(nameOrPath);
    }
    throw new NoSuchFileException(
        nameOrPath
            + ": neither a file nor a scenario of ours"
            + Suggestion.hint(nameOrPath, NAMES)
            + " (--list shows all)");
  }

  /** One of ours. */
  static ScenarioFile named(String name) {
    try {
      return ScenarioReader.read(yaml(name), Path.of(name + ".yaml"));
    } catch (ConfigException e) {
      throw new IllegalStateException("a scenario of our own is at fault: " + e.getMessage(), e);
    }
  }

  /** The text of one of ours. */
  static byte[] yaml(String name) {
    try (InputStream in =
        ScenarioLibrary.class.getResourceAsStream("/scenarios/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the scenario " + name + " is not in this build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
