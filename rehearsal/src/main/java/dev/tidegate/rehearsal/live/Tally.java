package dev.tidegate.rehearsal.live;

import dev.tidegate.rehearsal.model.Harm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What an audience has lived through. Safe for use by several threads. */
public final class Tally {
  /** A viewer was told another first CDN than before. */
  public record Switch(long atMillis, String session, String region, String from, String to) {}

  private static final int MOST_SWITCHES = 200_000;

  /** All regions together. */
  public static final String EVERYWHERE = "*";

  private static final int MOST_SECONDS = 24 * 3_600;

  private final long beginSecond;
  private final List<Switch> switches = new ArrayList<>();
  private final Map<String, Harm> steered = new ConcurrentHashMap<>();
  private final Map<String, Harm> unsteered = new ConcurrentHashMap<>();

  /** Steering requests sent. */
  public final LongAdder answers = new LongAdder();

  /** Steering requests that brought nothing usable. */
  public final LongAdder answersFailed = new LongAdder();

  /** Beacons sent. */
  public final LongAdder beacons = new LongAdder();

  /** Beacons that were not answered 204. */
  public final LongAdder beaconsFailed = new LongAdder();

  /** Requests to CDNs. */
  public final LongAdder fetches = new LongAdder();

  /** Requests to CDNs that failed. */
  public final LongAdder fetchesFailed = new LongAdder();

  Tally(long beginSecond) {
    this.beginSecond = beginSecond;
  }

  synchronized void switched(Switch told) {
    if (switches.size() < MOST_SWITCHES) {
      switches.add(told);
    }
  }

  /** All switches, in the order in which they were told; the first 200 000 of them. */
  public synchronized List<Switch> switches() {
    return List.copyOf(switches);
  }

  void steeredBad(String region, long second) {
    steered(region).bad(second);
    steered(EVERYWHERE).bad(second);
  }

  void unsteeredBad(String region, long second) {
    unsteered(region).bad(second);
    unsteered(EVERYWHERE).bad(second);
  }

  /** Bad session-seconds of the viewers of {@code region}, or {@link #EVERYWHERE}. */
  public Harm steered(String region) {
    return steered.computeIfAbsent(region, _ -> new Harm(beginSecond, MOST_SECONDS));
  }

  /** Bad session-seconds of their twins, who live under the static weights. */
  public Harm unsteered(String region) {
    return unsteered.computeIfAbsent(region, _ -> new Harm(beginSecond, MOST_SECONDS));
  }
}
