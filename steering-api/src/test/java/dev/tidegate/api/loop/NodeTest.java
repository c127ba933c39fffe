package dev.tidegate.api.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.answer.SnapshotCodec;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.MemoryCommons;
import dev.tidegate.api.nodes.MemoryPlace;
import dev.tidegate.api.nodes.Publication;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
  @TempDir Path directory;

  private static Publication published(long seq, String memory) {
    SteeringSnapshot snapshot =
        new SteeringSnapshot(new Version(3, seq, "00000000"), Instant.EPOCH, new TreeMap<>());
    return new Publication(
        snapshot.version(), SnapshotCodec.bytes(snapshot), memory.getBytes(UTF_8), List.of());
  }

  @Test
  void theMemoryOfWhatStandsIsTakenThoughNothingNewIsPublished() {
    NodeMeter meter = new NodeMeter();
    LoopMeter loopMeter = new LoopMeter();
    try (Aside aside = new Aside(loopMeter)) {
      Applied applied = new Applied(directory, meter);
      Node node =
          new Node(
              new MemoryCommons(new MemoryPlace(() -> 0, 10)),
              new NodeTerms("n", "127.0.0.1:0", 1, "test", directory),
              new EngineSeat(EngineFunctions.REAL, loopMeter),
              applied,
              aside,
              meter);
      node.offer(published(2, "then"));
      node.offer(published(2, "now"));
      assertThat(applied.memory().map(bytes -> new String(bytes, UTF_8))).contains("now");
      node.offer(published(1, "long ago"));
      assertThat(applied.memory().map(bytes -> new String(bytes, UTF_8))).contains("now");
      assertThat(applied.version().seq()).isEqualTo(2);
    }
  }
}
