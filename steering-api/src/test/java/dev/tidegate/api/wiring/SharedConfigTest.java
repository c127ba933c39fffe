package dev.tidegate.api.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.control.NoLevers;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.StaleVersionException;
import dev.tidegate.api.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations that are put through several nodes, as one of them takes them. */
class SharedConfigTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path directory;
  private final ConfigLoader loader = new ConfigLoader(Map.of());
  private Store store;
  private Node node;
  private SharedConfig shared;

  /** What is in force there, and how often that was changed. */
  private static final class Node extends NoLevers {
    private TidegateConfig inForce;
    private int applied;

    Node(TidegateConfig first) {
      inForce = first;
    }

    @Override
    public Runnable ready(TidegateConfig config) {
      return () -> {
        inForce = config;
        applied++;
      };
    }
  }

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(directory);
    node = new Node(config(1));
    String etag = put(1);
    shared =
        new SharedConfig(store, loader, Path.of("tidegate.yaml"), node, () -> node.inForce, etag);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static byte[] yaml(int weight) {
    return "services: {live: {cdns: {a: {base-url: \"https://a.example.com\", weight: %d}}}}"
        .formatted(weight)
        .getBytes(UTF_8);
  }

  private TidegateConfig config(int weight) throws ConfigException {
    return loader.load(yaml(weight), Path.of("tidegate.yaml"));
  }

  /** Stores a version, through whichever node. */
  private String put(int weight) throws StaleVersionException {
    Store.AuditDraft audit =
        new Store.AuditDraft(NOW, "ada", "config.put", "config", "test", "null", "null");
    return store.putConfig(yaml(weight), "ada", Optional.empty(), NOW, v -> audit).etag();
  }

  @Test
  void whatIsPutElsewhereIsAppliedOnce() throws Exception {
    put(2);
    shared.written();
    shared.written();
    shared.settle();
    assertThat(node.inForce).isEqualTo(config(2));
    assertThat(node.applied).isEqualTo(1);
  }

  @Test
  void whatIsPutHereIsNotAppliedAgain() throws Exception {
    put(2);
    node.ready(config(2)).run();
    shared.written();
    shared.settle();
    assertThat(node.applied).isEqualTo(1);
  }

  @Test
  void whoPutsBackElsewhereWhatStoodAtTheStartIsFollowed() throws Exception {
    put(2);
    node.ready(config(2)).run();
    put(1);
    shared.written();
    assertThat(node.inForce).isEqualTo(config(1));
  }

  @Test
  void oneThatIsAppliedHereAfterANewerOneGivesWay() throws Exception {
    put(2);
    put(3);
    shared.written();
    node.ready(config(2)).run();
    shared.settle();
    assertThat(node.inForce).isEqualTo(config(3));
  }
}
