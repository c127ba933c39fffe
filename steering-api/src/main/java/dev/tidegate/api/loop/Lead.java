package dev.tidegate.api.loop;

import dev.tidegate.api.nodes.Commons;
import dev.tidegate.api.nodes.Commons.LogEntry;
import dev.tidegate.api.nodes.Heard;
import dev.tidegate.api.nodes.Hearing;
import dev.tidegate.api.store.StoreException;
import dev.tidegate.engine.Inputs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The ear of one lead: reads what all nodes heard, each report once. */
final class Lead {
  /** Reports of thousands of cells are hundreds of kilobytes each: each call has a deadline. */
  private static final int AT_ONCE = 16;

  /** Four times what thirty nodes tell in a tick; what is left is read in the next. */
  private static final int BATCHES = 8;

  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final Commons commons;
  private final Hearing hearing = new Hearing();
  private final Map<String, String> readTo = new HashMap<>();

  Lead(Commons commons) {
    this.commons = commons;
  }

  /**
   * What was heard in the last minute, a second each, for windows to be filled with. A log that
   * cannot be read now is left out: the others are worth as much without it.
   *
   * @param storeNow the store's clock
   * @param missed is told of each log that could not be read
   * @param between runs after each read and each second
   */
  void lastMinute(
      Set<String> services,
      long storeNow,
      Consumer<StoreException> missed,
      Runnable between,
      Consumer<Hearing.Past> each) {
    Map<String, List<LogEntry>> logs = new HashMap<>();
    for (String service : services) {
      List<LogEntry> log = logs.computeIfAbsent(service, _ -> new ArrayList<>());
      readAll(service, missed, between, log::add);
    }
    hearing.catchUp(
        logs,
        storeNow,
        past -> {
          each.accept(past);
          between.run();
        });
  }

  private void readAll(
      String service,
      Consumer<StoreException> missed,
      Runnable between,
      Consumer<LogEntry> entries) {
    try {
      List<LogEntry> some;
      do {
        some = read(service);
        some.forEach(entries);
        between.run();
      } while (some.size() == AT_ONCE);
    } catch (StoreException e) {
      missed.accept(e);
    }
  }

  /**
   * Passes over what is in the logs: an engine that goes on has heard its part of it. Else as
   * {@link #lastMinute}.
   */
  void passOver(
      Set<String> services, long storeNow, Consumer<StoreException> missed, Runnable between) {
    for (String service : services) {
      readAll(service, missed, between, entry -> hearing.take(service, entry, storeNow));
    }
    hearing.merged(storeNow);
  }

  /**
   * What all nodes heard since the last call. A log that cannot be read now is read later: its
   * service is left as it stands till then.
   *
   * @param missed is told of each
   */
  Heard hear(Set<String> services, long storeNow, Consumer<StoreException> missed) {
    for (String service : services) {
      try {
        hear(service, storeNow);
      } catch (StoreException e) {
        missed.accept(e);
      }
    }
    return hearing.merged(storeNow);
  }

  private void hear(String service, long storeNow) {
    for (int i = 0; i < BATCHES; i++) {
      List<LogEntry> some = read(service);
      some.forEach(entry -> hearing.take(service, entry, storeNow));
      if (some.size() < AT_ONCE) {
        return;
      }
    }
  }

  private List<LogEntry> read(String service) {
    List<LogEntry> entries =
        commons.read(service, Optional.ofNullable(readTo.get(service)), MINUTE, AT_ONCE);
    if (!entries.isEmpty()) {
      readTo.put(service, entries.getLast().id());
    }
    return entries;
  }

  Hearing.Tally tally() {
    return hearing.tally();
  }

  /** What this node's engine is given, if {@code heard} is all that was heard. */
  static Inputs inputs(Inputs own, Heard heard, boolean storeReachable) {
    return new Inputs(
        own.setup(),
        heard.digests(),
        heard.probes(),
        heard.viewers(),
        heard.witnesses(),
        own.overrides(),
        storeReachable,
        own.audiences(),
        heard.clients(),
        heard.trials());
  }

  /** A time of the store's clock by this node's. */
  static Instant here(long at, long storeNow, Instant now) {
    return now.minusMillis(Math.max(0, storeNow - at));
  }
}
