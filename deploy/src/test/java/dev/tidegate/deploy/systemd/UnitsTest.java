package dev.tidegate.deploy.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.deploy.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Laws of the units, judged by systemd itself:
 *
 * <ol>
 *   <li>It has nothing to say against them; a misspelt key or value it would tell.
 *   <li>It finds a node well shut in: an exposure of at most 2 of 10.
 *   <li>The template differs from the unit only in what is a node's own.
 * </ol>
 */
class UnitsTest {
  private static final Path UNITS = Path.of("systemd");
  private static final String JAVA = "/opt/tidegate/runtime/bin/java";

  @TempDir private Path temp;

  @Test
  void systemdHasNothingToSay() throws Exception {
    assertThat(verify("tidegate.service", "tidegate.service", text -> text).said()).isEmpty();
    assertThat(verify("tidegate@.service", "tidegate@b.service", text -> text).said()).isEmpty();
  }

  @Test
  void whatIsWrongItTells() throws Exception {
    assertThat(
            verify(
                    "tidegate.service",
                    "tidegate.service",
                    text -> text.replace("Restart=always", "Restart=allways"))
                .said())
        .contains("allways");
    assertThat(
            verify(
                    "tidegate.service",
                    "tidegate.service",
                    text -> text.replace("NoNewPrivileges", "NoNewPriviledges"))
                .said())
        .contains("NoNewPriviledges");
  }

  @Test
  void aNodeIsWellShutIn() throws Exception {
    Path unit = copied("tidegate.service", "tidegate.service", text -> text);
    Said said =
        run(List.of(analyze(), "security", "--offline=true", "--threshold=20", unit.toString()));
    assertThat(said.code()).as(said.said()).isZero();
  }

  @Test
  void theTemplateDiffersInWhatIsANodesOwn() throws IOException {
    assertThat(settings("tidegate@.service").map(line -> line.replaceAll("/%i$", "")))
        .filteredOn(
            line ->
                !line.startsWith("Description=")
                    && !line.startsWith("Environment=TIDEGATE_NODE")
                    && !line.startsWith("EnvironmentFile=/etc/tidegate/"))
        .containsExactlyElementsOf(
            settings("tidegate.service")
                .filter(
                    line ->
                        !line.startsWith("Description=")
                            && !line.startsWith("Environment=TIDEGATE_NODE"))
                .toList());
  }

  private record Said(int code, String said) {}

  private interface Edit {
    String of(String text);
  }

  private Said verify(String unit, String as, Edit edit) throws Exception {
    return run(List.of(analyze(), "verify", "--man=no", copied(unit, as, edit).toString()));
  }

  /** With a program that is there: systemd looks for it. */
  private Path copied(String unit, String as, Edit edit) throws IOException {
    String text = Files.readString(UNITS.resolve(unit));
    assertThat(text).contains(JAVA);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path directory = Files.createTempDirectory(temp, "units");
    return Files.writeString(directory.resolve(as), edit.of(text.replace(JAVA, java)));
  }

  private static Stream<String> settings(String unit) throws IOException {
    return Files.readAllLines(UNITS.resolve(unit)).stream()
        .filter(line -> !line.startsWith("#") && !line.isBlank());
  }

  private static String analyze() {
    return Installed.program("systemd-analyze", "systemd");
  }

  private static Said run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), said);
  }
}
