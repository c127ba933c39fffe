package dev.tidegate.api.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.config.LoadedConfig;
import dev.tidegate.api.store.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that take a file. */
class ConfigSourceTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path directory;

  private static byte[] yaml(int weight) {
    return """
        store: {kind: embedded, path: ./data}
        services: {live: {cdns: {a: {base-url: "https://a.example.com", weight: %d}}}}
        """
        .formatted(weight)
        .getBytes(UTF_8);
  }

  @Test
  void nodesThatStartTogetherOnOneFileMakeOneVersionOfIt() throws Exception {
    try (SqliteStore store = SqliteStore.open(directory.resolve("data"))) {
      for (int edit = 1; edit <= 3; edit++) {
        byte[] file = yaml(edit);
        ConfigSource source = new ConfigSource(ServeOptions.within(directory, file));
        LoadedConfig loaded = source.file(file);
        Callable<ConfigSource.Settled> start =
            () -> source.settle(file, loaded.config(), store, NOW);
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
          List<Future<ConfigSource.Settled>> settled =
              nodes.invokeAll(Collections.nCopies(8, start));
          for (Future<ConfigSource.Settled> each : settled) {
            assertThat(each.get().config().setup()).isEqualTo(loaded.config().setup());
          }
        }
        assertThat(store.configVersions()).hasSize(edit);
      }
      assertThat(store.verifyAudit().entries()).isEqualTo(3);
    }
  }
}
