package dev.tidegate.api.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.tidegate.answer.Ttl;
import dev.tidegate.shift.Buckets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The edge worker in JavaScript, under Node, against a running public plane. Both sides read the
 * same vectors of hash, bucket and jitter. Without Node it is skipped, visibly; where CI is set it
 * fails instead.
 */
class EdgeWorkerTest {
  private static final Path VECTORS = Path.of("src/test/resources/edge/vectors.json");

  @TempDir Path dir;

  @Test
  void vectorsHoldHere() throws IOException {
    JsonNode vectors = new JsonMapper().readTree(Files.readAllBytes(VECTORS));
    assertThat(vectors.size()).isGreaterThan(200);
    for (JsonNode vector : vectors) {
      String session = vector.get("session").asString();
      int hash = Hashing.murmur3_32().hashBytesToInt(session.getBytes(StandardCharsets.UTF_8));
      assertThat(String.format("%08x", hash)).isEqualTo(vector.get("murmur3").asString());
      int bucket = Buckets.of(session);
      assertThat(bucket).isEqualTo(vector.get("bucket").asInt());
      assertThat(Ttl.jittered(vector.get("ttl").asInt(), bucket))
          .isEqualTo(vector.get("jittered").asInt());
    }
  }

  @Test
  void theWorkerAnswersAsTheOriginDoes() throws IOException, InterruptedException {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "node")));
    if (System.getenv("CI") != null) {
      assertThat(there).as("node must be there in CI").isTrue();
    }
    assumeTrue(there, "node is not installed; ./tidegate test installs it where it may");
    Path log = dir.resolve("node.log");
    try (RunningPlane running = RunningPlane.start()) {
      ProcessBuilder node =
          new ProcessBuilder("node", "--test", "--test-reporter=tap", "src/test/edge/edge.test.js")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      node.environment().put("TIDEGATE_ORIGIN", "http://127.0.0.1:" + running.plane.port());
      node.environment()
          .put("TIDEGATE_WORKER", Path.of("src/main/edge/tidegate-edge.js").toUri().toString());
      node.environment().put("TIDEGATE_VECTORS", VECTORS.toAbsolutePath().toString());
      Process process = node.start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = Files.readString(log);
      assertThat(ended).as("node ends: %s", said).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
      assertThat(said).contains("# pass 9").contains("# fail 0").contains("# skipped 0");
    }
  }
}
