package dev.tidegate.rehearsal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a player has to tell in its next beacon, by CDN. Not safe for use by several threads. */
final class Ledger {
  /** First-byte times kept for one interval; more are not told. */
  private static final int MOST_TIMES = 100;

  private final SortedMap<String, Page> pages = new TreeMap<>();

  Page of(String cdn) {
    return pages.computeIfAbsent(cdn, _ -> new Page());
  }

  /** Everything since the last call, and starts anew. */
  List<Sample> drain() {
    List<Sample> samples = new ArrayList<>(pages.size());
    pages.forEach((cdn, page) -> samples.add(page.sample(cdn)));
    pages.clear();
    return samples;
  }

  /** One CDN's counts. */
  static final class Page {
    private int requests;
    private int errors;
    private int timeouts;
    private final SortedMap<String, Integer> classes = new TreeMap<>();
    private final List<Long> times = new ArrayList<>();
    private long bytes;
    private long transferMillis;
    private long playedMillis;
    private long stalledMillis;
    private int stalls;
    private OptionalLong startupMillis = OptionalLong.empty();
    private boolean startFailed;

    void served(Result.Transfer transfer) {
      requests++;
      bytes += transfer.bytes();
      transferMillis += transfer.millis();
      if (times.size() < MOST_TIMES) {
        times.add(transfer.firstByteMillis());
      }
    }

    void failed(Result.ErrorClass errorClass) {
      requests++;
      errors++;
      if (errorClass == Result.ErrorClass.TIMEOUT) {
        timeouts++;
      }
      classes.merge(errorClass.wire(), 1, Integer::sum);
    }

    void played(long millis) {
      playedMillis += millis;
    }

    void stallBegan() {
      stalls++;
    }

    void stalled(long millis) {
      stalledMillis += millis;
    }

    void started(long millis) {
      startupMillis = OptionalLong.of(millis);
    }

    void startFailed() {
      startFailed = true;
    }

    private Sample sample(String cdn) {
      return new Sample(
          cdn,
          requests,
          errors,
          timeouts,
          classes,
          times,
          bytes,
          transferMillis,
          playedMillis,
          stalledMillis,
          stalls,
          startupMillis,
          startFailed);
    }
  }
}
