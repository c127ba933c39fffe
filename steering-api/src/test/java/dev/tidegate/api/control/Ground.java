package dev.tidegate.api.control;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.steer.FixedSteering;
import dev.tidegate.api.steer.TestConfig;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** What the desks of a test stand on: a real store, and a loop that stands still. */
final class Ground implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  final FixedSteering steering = new FixedSteering(TestConfig.create().build());
  final Levers levers = new NoLevers();
  final Store store;
  final EventFeed feed;

  Ground(Path directory) {
    store = SqliteStore.open(directory);
    feed = new EventFeed(store, steering, InstantSource.fixed(NOW), "node");
  }

  /** An operator's call, without a reason in its body. */
  static Call call(String body, Map<String, String> headers) {
    return call(body, headers, Map.of("reason", "test"), NOW);
  }

  static Call call(
      String body, Map<String, String> headers, Map<String, String> query, Instant now) {
    return new Call(
        Map.of(),
        query,
        headers,
        body.getBytes(StandardCharsets.UTF_8),
        new Caller("otto", TidegateConfig.Role.OPERATOR),
        now);
  }

  /** The status of an answer, or of the problem that was thrown instead. */
  static int status(Route.Endpoint endpoint, Call call) {
    try {
      return endpoint.answer(call) instanceof Reply.Whole whole ? whole.status() : 200;
    } catch (ProblemException refused) {
      return refused.problem().status();
    }
  }

  @Override
  public void close() {
    feed.close();
    store.close();
  }
}
