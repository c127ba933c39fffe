package dev.tidegate.api.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.config.TidegateConfig.Role;
import dev.tidegate.api.steer.FixedSteering;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store.AuditDraft;
import dev.tidegate.model.Setup;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored is in force, and nothing else. */
class ConfigDeskTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path directory;
  private SqliteStore store;

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(directory);
    store.putConfig(
        yaml(1),
        "file",
        Optional.empty(),
        NOW,
        v -> new AuditDraft(NOW, "file", "config.file", "config", "r", "null", "null"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static byte[] yaml(int weight) {
    return "services: {live: {cdns: {a: {base-url: 'https://a.example.com', weight: %d}}}}"
        .formatted(weight)
        .getBytes(UTF_8);
  }

  private static TidegateConfig config(byte[] yaml) throws ConfigException {
    return new ConfigLoader(Map.of()).load(yaml, Path.of("tidegate.yaml"));
  }

  private Setup stored() throws ConfigException {
    return config(store.config().orElseThrow().yaml()).setup();
  }

  private static void put(ConfigDesk desk, int weight) {
    Caller ada = new Caller("ada", Role.ADMIN);
    desk.put(new Call(Map.of(), Map.of("reason", "r"), Map.of(), yaml(weight), ada, NOW));
  }

  private ConfigDesk desk(Levers levers, EventFeed feed) throws ConfigException {
    return new ConfigDesk(
        store, new ConfigLoader(Map.of()), Path.of("tidegate.yaml"), fixed(), levers, feed);
  }

  private EventFeed feed() throws ConfigException {
    return new EventFeed(store, fixed(), InstantSource.fixed(NOW), "here");
  }

  private static FixedSteering fixed() throws ConfigException {
    return new FixedSteering(config(yaml(1)));
  }

  @Test
  void ofTwoThatComeTogetherTheLaterIsInForce() throws Exception {
    Halting levers = new Halting(config(yaml(1)));
    try (EventFeed feed = feed()) {
      ConfigDesk desk = desk(levers, feed);
      Thread first = Thread.ofVirtual().start(() -> put(desk, 2));
      assertThat(levers.halted.await(10, TimeUnit.SECONDS)).isTrue();
      put(desk, 3);
      first.join();
    }
    assertThat(levers.inForce.setup()).isEqualTo(stored());
  }

  @Test
  void whatCannotBeInForceIsNotStored() throws Exception {
    Levers refusing =
        new Halting(config(yaml(1))) {
          @Override
          public Runnable ready(TidegateConfig config) {
            throw new IllegalStateException("not this one");
          }
        };
    try (EventFeed feed = feed()) {
      ConfigDesk desk = desk(refusing, feed);
      assertThatThrownBy(() -> put(desk, 2)).hasMessage("not this one");
    }
    assertThat(stored()).isEqualTo(config(yaml(1)).setup());
  }

  /** Holds the first configuration back until another has overtaken it, or for a while. */
  private static class Halting extends NoLevers {
    final CountDownLatch halted = new CountDownLatch(1);
    volatile TidegateConfig inForce;
    private final CountDownLatch overtaken = new CountDownLatch(1);
    private final AtomicBoolean first = new AtomicBoolean(true);

    Halting(TidegateConfig start) {
      inForce = start;
    }

    @Override
    public Runnable ready(TidegateConfig config) {
      return () -> {
        if (first.getAndSet(false)) {
          halt();
        }
        inForce = config;
        overtaken.countDown();
      };
    }

    private void halt() {
      halted.countDown();
      try {
        boolean _ = overtaken.await(500, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
