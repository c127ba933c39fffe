package dev.tidegate.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A corpus of files that must be refused: beside each {@code NAME.yaml} stands {@code
 * NAME.expected}, one fault a line in the order of the file, {@code line:column: path: message}.
 * All of them must be found and no others; a message may go on after what is expected of it.
 */
class FaultyFilesTest {
  private static final ConfigLoader LOADER = new ConfigLoader(Map.of("LOCATION", "x"));

  @Test
  void holdsSixtyFilesAtLeast() throws Exception {
    assertThat(files()).hasSizeGreaterThanOrEqualTo(60);
  }

  @TestFactory
  Stream<DynamicTest> everyFaultWithItsPlace() throws Exception {
    return files().stream().map(file -> DynamicTest.dynamicTest(name(file), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    Path source = Path.of("/nowhere").resolve(name(file) + ".yaml");
    byte[] yaml = Files.readAllBytes(file);
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> LOADER.load(yaml, source));
    assertThat(refused).as("refused").isNotNull();
    List<String> found =
        refused.faults().stream().map(fault -> fault.toString().replace(source + ":", "")).toList();
    List<String> expected = Files.readAllLines(file.resolveSibling(name(file) + ".expected"));
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).startsWith(expected.get(i));
    }
  }

  private static List<Path> files() throws IOException, URISyntaxException {
    Path corpus =
        Path.of(
            Objects.requireNonNull(FaultyFilesTest.class.getResource("/config/faulty")).toURI());
    try (Stream<Path> files = Files.list(corpus)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceAll("\\.[a-z]+$", "");
  }
}
