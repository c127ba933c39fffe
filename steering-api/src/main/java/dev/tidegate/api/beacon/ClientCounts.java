package dev.tidegate.api.beacon;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Ids;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Counts by class of clients: app versions and kinds of device. A service has at most {@value
 * #MOST} labels of a kind, the first to come; one that nobody has used for ten minutes makes room;
 * all others are {@code other}; and it counts at most {@value #MOST_COUNTED} classes in cells from
 * one call of {@link #take} to the next, which some 5 000 busy cells do not fill. So nothing that
 * clients say can grow it. Thread-safe; its lock is held for a few additions.
 */
final class ClientCounts {
  static final int MOST = 24;

  /** Half of what an engine's tick may hold; what comes beyond is compared with nobody. */
  static final int MOST_COUNTED = 50_000;

  private static final List<Count> NOT_ASKED =
      List.of(
          Count.TIMEOUTS,
          Count.ERRORS_5XX,
          Count.SUCCESSES_SQ,
          Count.FAILURE_SPREAD,
          Count.STALL_SPREAD,
          Count.KBITS);

  private static final long FORGOTTEN_AFTER = 600;
  private static final int LONGEST = 48;

  /** What is counted: a class of clients in a cell. */
  private record Key(Cell cell, String client) {}

  private final Map<String, Map<String, Long>> labels = new HashMap<>();
  private Map<Key, Counts> counts = new HashMap<>();

  /** Counts a sample of a client; {@code into} adds it to what it is given. */
  synchronized void count(
      Cell cell,
      Optional<String> app,
      Optional<String> device,
      long second,
      Consumer<Counts> into) {
    String service = cell.place().service();
    app.ifPresent(a -> count(new Key(cell, label(service, "app:", a, second)), into));
    device.ifPresent(d -> count(new Key(cell, label(service, "device:", d, second)), into));
  }

  private void count(Key key, Consumer<Counts> into) {
    Counts known = counts.get(key);
    if (known == null && counts.size() < MOST_COUNTED) {
      known = new Counts();
      counts.put(key, known);
    }
    if (known != null) {
      into.accept(known);
    }
  }

  private String label(String service, String kind, String said, long second) {
    Map<String, Long> known = labels.computeIfAbsent(service + '\0' + kind, k -> new HashMap<>());
    boolean legal = said.length() <= LONGEST && Ids.legal(said.replace('/', '-'));
    if (legal && (known.containsKey(said) || makesRoom(known, second))) {
      known.put(said, second);
      return kind + said;
    }
    return kind + ClientDigest.OTHER;
  }

  private static boolean makesRoom(Map<String, Long> known, long second) {
    if (known.size() >= MOST) {
      known.values().removeIf(last -> last + FORGOTTEN_AFTER < second);
    }
    return known.size() < MOST;
  }

  /** What was counted since the last call. */
  synchronized List<ClientDigest> take() {
    Map<Key, Counts> taken = counts;
    counts = new HashMap<>();
    List<ClientDigest> digests = new ArrayList<>(taken.size());
    taken.forEach((k, c) -> digests.add(new ClientDigest(k.cell, k.client, lean(c))));
    return digests;
  }

  /** Without what is not asked of classes: there are many more of them than cells. */
  private static Counts lean(Counts counts) {
    for (Count count : NOT_ASKED) {
      counts.add(count, -counts.get(count));
    }
    return counts;
  }
}
