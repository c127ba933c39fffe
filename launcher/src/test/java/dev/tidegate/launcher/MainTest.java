package dev.tidegate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.store.SqliteStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aloneItShowsWhatThereIs() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("Usage: tidegate", "serve", "check", "prove", "test");
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : Main.line().getSubcommands().keySet()) {
      assertThat(run(command, "--help")).as(command).isZero();
      assertThat(out.toString()).contains("Usage: tidegate " + command);
    }
  }

  @Test
  void wrongUsageIsTwoAndSaysWhatIsRight() {
    assertThat(run("chekc")).isEqualTo(2);
    assertThat(err.toString()).contains("tidegate check");
    assertThat(run("check")).isEqualTo(2);
    assertThat(err.toString()).contains("--config=FILE");
    assertThat(run("serve", "--config", "x", "--config-wins", "both")).isEqualTo(2);
    assertThat(err.toString()).contains("--config-wins");
    assertThat(run("prove", "nothing-such")).isEqualTo(2);
    assertThat(err.toString()).contains("no proof named \"nothing-such\"");
  }

  @Test
  void checkPrintsWhatIsInForce() throws Exception {
    Path file = write("services: {live: {cdns: {cdn-a: {base-url: \"https://a.example.com\"}}}}");
    assertThat(run("check", "--config", file.toString())).isZero();
    assertThat(out.toString()).startsWith("server:").contains("ttl: 10s").doesNotContain("warning");
    assertThat(err.toString()).contains("warning: " + file);
  }

  @Test
  void checkListsEveryFaultWithItsPlace() throws Exception {
    Path file = write("tick: 1x\nsevrices: {}\n");
    assertThat(run("check", "--config", file.toString())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains(file + ":1:7: tick: ", file + ":2:1: sevrices: ", file + ": 3 faults");
  }

  @Test
  void serveListsThemToo() throws Exception {
    Path file = write("tick: 1x\nsevrices: {}\n");
    assertThat(run("serve", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(file + ":1:7: tick: ", file + ":2:1: sevrices: ");
  }

  @Test
  void aFileThatIsNotThereIsTwo() {
    Path file = dir.resolve("none.yaml");
    assertThat(run("check", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(file + ": the configuration is not there");
    assertThat(run("check", "--config", dir.toString())).isEqualTo(2);
    assertThat(run("serve", "--config", file.toString())).isEqualTo(2);
  }

  @Test
  void replayRefusesWhatIsNoRecording() throws Exception {
    assertThat(run("replay")).isEqualTo(2);
    assertThat(err.toString()).contains("RECORDING");
    assertThat(run("replay", dir.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none is not there");
    assertThat(run("replay", dir.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("holds no recordings");
    Path file = write("tick: 1s\n");
    assertThat(run("replay", file.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("is not a recording of Tidegate");
  }

  @Test
  void storeMigrateSaysWhatItLacks() throws Exception {
    String cdns = "services: {live: {cdns: {cdn-a: {base-url: \"https://a.example.com\"}}}}\n";
    Path embedded = write(cdns);
    assertThat(run("store", "migrate", "--config", embedded.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--from=DIR");
    assertThat(run("store", "migrate", "--config", embedded.toString(), "--from", dir.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("store.kind is not redis");
    // Port 1 of loopback: nobody listens there.
    Path redis = write("store: {kind: redis, uri: \"redis://127.0.0.1:1\"}\n" + cdns);
    assertThat(run("store", "migrate", "--config", redis.toString(), "--from", dir.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("has no embedded store (tidegate.db)");
    SqliteStore.open(dir).close();
    assertThat(run("store", "migrate", "--config", redis.toString(), "--from", dir.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("Redis 127.0.0.1:1 cannot be reached");
  }

  private Path write(String yaml) throws Exception {
    return Files.writeString(dir.resolve("tidegate.yaml"), yaml);
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Main.line(args);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
