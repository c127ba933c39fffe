package dev.tidegate.api.nodes;

import dev.tidegate.api.nodes.Voices.Word;
import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.Crowd;
import dev.tidegate.telemetry.Witness;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What one node said of one service: which reports were heard, and its last word. */
final class Voice {
  /** Numbers up to the highest that are told apart: a minute of them, after which all is late. */
  private static final int WINDOW = 64;

  private long boot;

  /** The highest number heard. */
  private long highest;

  /** Of the numbers highest, highest - 1, .. those that were heard, from the lowest bit. */
  private long seen;

  /** Numbers up to this one came before it was listened to: they are not missed. */
  private long before;

  private long missing;
  private long at;
  private long wordOf;
  private SortedMap<Cell, Long> viewers = Collections.emptySortedMap();
  private SortedMap<Cell, Witness> witnesses = Collections.emptySortedMap();
  private Map<String, Crowd> crowds = Map.of();
  private long crowdsAt;

  /** One whose first report will be of this number: those before it were for another ear. */
  Voice(long boot, long number) {
    this.boot = boot;
    before = number - 1;
    highest = number - 1;
    wordOf = number - 1;
  }

  Word hear(NodeReport report, long toldAt) {
    if (report.boot() < boot) {
      return Word.LATE;
    }
    if (report.boot() > boot) {
      boot = report.boot();
      before = 0;
      highest = 0;
      seen = 0;
      wordOf = 0;
    }
    Word word = note(report.number());
    if (word == Word.NEW) {
      at = Math.max(at, toldAt);
      keep(report, toldAt);
    }
    return word;
  }

  private Word note(long number) {
    if (number > highest) {
      long ahead = number - highest;
      missing += Math.min(WINDOW, ahead) - 1;
      seen = ahead >= WINDOW ? 1 : seen << ahead | 1;
      highest = number;
      return Word.NEW;
    }
    long behind = highest - number;
    if (behind >= WINDOW) {
      return Word.LATE;
    }
    if ((seen >>> behind & 1) != 0) {
      return Word.AGAIN;
    }
    seen |= 1L << behind;
    missing -= number > before ? 1 : 0;
    return Word.NEW;
  }

  /** A report that comes after its successor adds to what was counted; its word is outdated. */
  private void keep(NodeReport report, long toldAt) {
    if (report.number() <= wordOf) {
      return;
    }
    wordOf = report.number();
    viewers = report.heard().viewers();
    witnesses = report.heard().witnesses();
    if (report.crowds().isPresent()) {
      crowds = new HashMap<>();
      report.crowds().get().forEach((group, crowd) -> crowds.put(group.region(), crowd));
      crowdsAt = toldAt;
    }
  }

  /** When it was last heard, in milliseconds of the store's clock. */
  long at() {
    return at;
  }

  long missing() {
    return missing;
  }

  SortedMap<Cell, Long> viewers() {
    return viewers;
  }

  SortedMap<Cell, Witness> witnesses() {
    return witnesses;
  }

  /** The sessions that it has seen in a region, if it told them of late. */
  Optional<Crowd> crowd(String region, long now) {
    return now - crowdsAt <= Hearing.CROWD_STANDS_FOR
        ? Optional.ofNullable(crowds.get(region))
        : Optional.empty();
  }
}
