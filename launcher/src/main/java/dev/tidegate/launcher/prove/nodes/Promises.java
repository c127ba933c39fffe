package dev.tidegate.launcher.prove.nodes;

import dev.tidegate.rehearsal.live.OperatorClient;
import dev.tidegate.rehearsal.live.OperatorClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What operators were promised, by whichever node: overrides that must be there, and those that
 * must not. A write that was not acknowledged is neither: its fate is open.
 *
 * <p>Laws (the suite {@code PromisesTest} tests them in this order):
 *
 * <ol>
 *   <li>What was posted must be there, until it is being deleted.
 *   <li>What was deleted must not be there.
 *   <li>What was being deleted without an answer may be there or not.
 *   <li>A delete that a node refused as unknown leaves the promise as it was.
 *   <li>Each acknowledged write has its audit entry; others may have.
 * </ol>
 */
final class Promises {
  /** More than these are deleted again, so that lists stay small. */
  static final int STANDING = 60;

  private static final int MOST_PAGES = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Deque<String> present = new ArrayDeque<>();
  private final Set<String> gone = new LinkedHashSet<>();
  private final Set<String> entries = new LinkedHashSet<>();

  synchronized void posted(String id) {
    present.addLast(id);
    entries.add("override.create override/" + id);
  }

  /** One to be deleted now, if there are enough; until it is told what became of it, it is open. */
  synchronized Optional<String> toDelete() {
    return present.size() > STANDING ? Optional.of(present.removeFirst()) : Optional.empty();
  }

  synchronized void deleted(String id) {
    gone.add(id);
    entries.add("override.end override/" + id);
  }

  /** The node did not know it: so nothing was done. */
  synchronized void unknown(String id) {
    present.addLast(id);
  }

  /** Acknowledged writes. */
  synchronized int acknowledged() {
    return entries.size();
  }

  /** Ids that were promised and are not among {@code there}, or undone and are. */
  synchronized List<String> faults(Set<String> there) {
    List<String> faults = new ArrayList<>();
    present.stream().filter(id -> !there.contains(id)).forEach(id -> faults.add("lost " + id));
    gone.stream().filter(there::contains).forEach(id -> faults.add("revived " + id));
    return faults;
  }

  /** Acknowledged writes that are not among {@code written}: {@code action subject}. */
  synchronized List<String> unaudited(Set<String> written) {
    return entries.stream().filter(entry -> !written.contains(entry)).toList();
  }

  /** The ids of the overrides that this node shows. */
  static Set<String> overrides(OperatorClient operator) throws IOException, InterruptedException {
    return pages(operator, "/ops/v1/overrides", "id");
  }

  /** The audit entries that this node shows, as {@code action subject}. */
  static Set<String> audit(OperatorClient operator) throws IOException, InterruptedException {
    return pages(operator, "/ops/v1/audit", "action", "subject");
  }

  /** What a node says of its audit chain. */
  static JsonNode check(OperatorClient operator) throws IOException, InterruptedException {
    return patiently(operator, "/ops/v1/audit/verify").body();
  }

  /** How many of them say that Redis had lost what they are about, and a node put it back. */
  static long putBack(OperatorClient operator) throws IOException, InterruptedException {
    return pages(operator, "/ops/v1/audit", "action", "subject", "reason").stream()
        .filter(entry -> entry.contains("[put back:"))
        .count();
  }

  /**
   * A node may be busy, or its Redis: what is asked here is what it has, not how soon it says so.
   */
  private static Reply patiently(OperatorClient operator, String path)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Reply reply = operator.get(path);
    while (reply.status() == 503 && System.nanoTime() < deadline) {
      Thread.sleep(200);
      reply = operator.get(path);
    }
    if (reply.status() != 200) {
      throw new IOException(path + " was answered " + reply.status() + " " + reply.body());
    }
    return reply;
  }

  private static Set<String> pages(OperatorClient operator, String path, String... fields)
      throws IOException, InterruptedException {
    Set<String> all = new HashSet<>();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      Reply reply = patiently(operator, path + "?limit=500" + cursor);
      for (var item : reply.body().path("items")) {
        List<String> words = new ArrayList<>();
        for (String field : fields) {
          words.add(item.path(field).asString(""));
        }
        all.add(String.join(" ", words));
      }
      if (!reply.body().path("next").isString()) {
        return all;
      }
      cursor = "&cursor=" + reply.body().path("next").asString();
    }
    throw new IOException(path + " has more than " + MOST_PAGES + " pages");
  }
}
