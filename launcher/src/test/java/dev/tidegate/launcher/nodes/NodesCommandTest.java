package dev.tidegate.launcher.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.launcher.stage.RedisProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Laws of {@code nodes}:
 *
 * <ol>
 *   <li>What cannot be is said before anything starts.
 *   <li>It starts a Redis and as many nodes as were asked for, tells where they are, and leaves no
 *       process behind.
 *   <li>If a node does not start, it says why, and leaves no process behind either.
 * </ol>
 */
class NodesCommandTest {
  private static final Path EXAMPLE = Path.of("../tidegate.example.yaml");
  private static final Pattern PID = Pattern.compile("pid (\\d+)");

  @TempDir private Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void whatCannotBeIsSaidFirst() {
    assertThat(run("--count", "0")).isEqualTo(2);
    assertThat(run("--count", "21")).isEqualTo(2);
    assertThat(run("--config", "/no/such/file")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("1 to 20", "/no/such/file");
  }

  @Test
  void startsThemTellsWhereAndLeavesNobody() {
    redis();
    int code = run("--for", "1s", "--count", "2", "--config", EXAMPLE.toString());
    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("redis ", "node-1 ", "node-2 ", "/ops/v1/state");
    assertThat(alive()).isEmpty();
  }

  @Test
  void aNodeThatDoesNotStartIsToldOf() throws Exception {
    redis();
    Path broken = Files.writeString(temp.resolve("broken.yaml"), "services: {live: {cdns: {}}}\n");
    Path kept = temp.resolve("kept");
    int code = run("--count", "1", "--config", broken.toString(), "--directory", kept.toString());
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("serve ended with 2", "cdns");
    assertThat(out.toString()).contains("redis ");
    assertThat(kept.resolve("node-1/serve.log")).isNotEmptyFile();
    assertThat(alive()).isEmpty();
  }

  private int run(String... args) {
    CommandLine line = new CommandLine(new NodesCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    line.setExecutionExceptionHandler(
        (e, failed, parsed) -> {
          failed.getErr().println(e.getMessage());
          return 1;
        });
    return line.execute(args);
  }

  /** Those of the processes it told of that still run. */
  private List<Long> alive() {
    Matcher pids = PID.matcher(out.toString());
    List<Long> told = pids.results().map(found -> Long.valueOf(found.group(1))).toList();
    assertThat(told).isNotEmpty();
    return told.stream()
        .filter(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
        .toList();
  }

  private static void redis() {
    if (RedisProcess.program().isPresent()) {
      return;
    }
    String missing = "redis-server is not installed (Debian: apt-get install redis-server)";
    if (System.getenv("CI") != null) {
      Assertions.fail(missing);
    }
    Assumptions.abort(missing);
  }
}
