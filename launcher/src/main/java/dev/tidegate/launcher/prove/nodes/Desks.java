package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.launcher.prove.Crew;
import dev.tidegate.rehearsal.live.OperatorClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JacksonException;

/** Two operators who write and undo through whichever node comes to mind, as long as it lives. */
final class Desks implements AutoCloseable {
  private static final int COUNT = 2;
  private static final Duration BETWEEN = Duration.ofMillis(250);

  /** What a node may say that cannot do it now, or not beside what is there. */
  private static final List<Integer> REFUSALS = List.of(404, 409, 503);

  private static final int MOST_FAULTS = 100;

  private final List<Node> nodes;
  private final Promises promises;
  private final Crew crew = new Crew();
  private final ConcurrentHashMap<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final List<String> faults = new ArrayList<>();

  Desks(List<Node> nodes, Promises promises, SplittableRandom random) {
    this.nodes = nodes;
    this.promises = promises;
    for (int i = 0; i < COUNT; i++) {
      SplittableRandom own = random.split();
      crew.start("desk-" + i, on -> write(own, on));
    }
  }

  private void write(SplittableRandom random, BooleanSupplier on) throws InterruptedException {
    while (on.getAsBoolean()) {
      post(nodes.get(random.nextInt(nodes.size())));
      delete(nodes.get(random.nextInt(nodes.size())));
      Thread.sleep(BETWEEN);
    }
  }

  private void post(Node node) throws InterruptedException {
    if (!node.living()) {
      return;
    }
    try {
      Reply reply =
          node.operator()
              .post(
                  "/ops/v1/overrides",
                  """
                  {"service":"live","region":"in-south","cdn":"cdn-c","action":"floor","value":1,\
                  "expires":"6h","reason":"prove nodes"}""");
      note("post", node, reply, 201);
      if (reply.status() == 201) {
        promises.posted(reply.body().path("id").asString());
      }
    } catch (IOException | JacksonException _) {
      count("post without an answer"); // neither promised nor refused
    }
  }

  private void delete(Node node) throws InterruptedException {
    Optional<String> oldest = node.living() ? promises.toDelete() : Optional.empty();
    if (oldest.isEmpty()) {
      return;
    }
    String id = oldest.get();
    try {
      Reply reply = node.operator().delete("/ops/v1/overrides/" + id + "?reason=prove+nodes");
      note("delete", node, reply, 204);
      if (reply.status() == 204) {
        promises.deleted(id);
      } else if (reply.status() == 404) {
        promises.unknown(id);
      }
    } catch (IOException | JacksonException _) {
      count("delete without an answer");
    }
  }

  private void note(String what, Node node, Reply reply, int wanted) {
    count(what + " answered " + reply.status());
    if (reply.status() != wanted && !REFUSALS.contains(reply.status())) {
      synchronized (faults) {
        if (faults.size() < MOST_FAULTS) {
          faults.add(node.name() + ": " + what + " answered " + reply);
        }
      }
    }
  }

  private void count(String what) {
    answers.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  /** How often each answer came. */
  SortedMap<String, Long> answers() {
    SortedMap<String, Long> counts = new TreeMap<>();
    answers.forEach((what, count) -> counts.put(what, count.sum()));
    return counts;
  }

  /** Answers that are neither an acknowledgement nor a refusal that may be; the first hundred. */
  List<String> faults() {
    synchronized (faults) {
      return List.copyOf(faults);
    }
  }

  @Override
  public void close() {
    finish();
  }

  /** Returns when the last write is answered, or was given up. */
  void finish() {
    crew.close();
  }
}
