package dev.tidegate.rehearsal.model;

import dev.tidegate.rehearsal.model.Result.Transfer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * A live player: a playback clock with a buffer, and what a real one does about errors.
 *
 * <p>Each segment duration it reloads the playlist and fetches what is new; it starts {@link
 * Settings#startSegments} behind the live edge. A request that fails is tried again on the same
 * CDN; after {@link Settings#attempts} failures in a row the CDN goes to the penalty box and the
 * next of the ranking is used, as hls.js, dash.js and Shaka do. When the buffer runs dry playback
 * stalls until a segment comes. A second is <em>bad</em> if in it playback stalled or a request
 * failed.
 *
 * <p>Driven from outside: {@link #next} says what it wants, {@link #finished} tells what came of
 * it. Times are milliseconds on any one clock that does not go back. Not safe for use by several
 * threads.
 */
public final class Player {
  /**
   * @param segmentMillis playing time of a segment, and the pace of playlist reloads
   * @param requestTimeoutMillis after which a request counts as timed out
   * @param attempts failures in a row before the CDN is left
   * @param retryMillis before the first new attempt; twice that before the second
   * @param penaltyMillis for which a CDN that was left is not used, if there is another
   * @param startSegments buffered before playback starts
   * @param patienceMillis after which a start counts as failed
   */
  public record Settings(
      long segmentMillis,
      long requestTimeoutMillis,
      int attempts,
      long retryMillis,
      long penaltyMillis,
      int startSegments,
      long patienceMillis) {

    /**
     * Three attempts, a penalty of two minutes (the HLS draft's; hls.js takes five, Shaka one), and
     * three segments of buffer.
     */
    public static Settings live(long segmentMillis) {
      return new Settings(segmentMillis, 3_000, 3, 250, 120_000, 3, 10_000);
    }
  }

  /** What the player wants. */
  public sealed interface Wish {
    /** The playlist of {@code cdn}. */
    record Playlist(String cdn, Draw luck) implements Wish {}

    /** A segment from {@code cdn}. */
    record Segment(String cdn, long sequence, Draw luck) implements Wish {}

    /** Nothing before {@code untilMillis}. */
    record Pause(long untilMillis) implements Wish {}
  }

  private static final long NONE = -1;

  private final Settings settings;
  private final long seed;
  private final long bornAt;
  private final LongConsumer badSecond;
  private final Ledger ledger = new Ledger();
  private final Map<String, Long> penalisedUntil = new HashMap<>();
  private List<String> ranking;
  private String current;

  private long clock;
  private long wakeAt;
  private int failures;
  private long newest = NONE;
  private long fetched = NONE;
  private long playlistAt;
  private long buffered;
  private boolean started;
  private boolean playing;
  private boolean gaveUpStarting;
  private long lastBadSecond = Long.MIN_VALUE;

  /**
   * @param ranking CDNs, best first; not empty
   * @param seed of the luck of its requests: a twin with the same seed meets the same luck
   * @param badSecond told each bad second once, as epoch seconds of the clock
   */
  public Player(
      Settings settings, List<String> ranking, long seed, long nowMillis, LongConsumer badSecond) {
    this.settings = settings;
    this.seed = seed;
    this.badSecond = badSecond;
    this.bornAt = nowMillis;
    this.clock = nowMillis;
    this.wakeAt = nowMillis;
    this.ranking = requireRanked(ranking);
    this.current = ranking.getFirst();
  }

  /** A new ranking from steering; a running penalty is not lifted by it. */
  public void steer(List<String> better) {
    ranking = requireRanked(better);
  }

  /** The CDN in use. */
  public String current() {
    return current;
  }

  /** What to do now. */
  public Wish next(long nowMillis) {
    advance(nowMillis);
    if (nowMillis < wakeAt) {
      return new Wish.Pause(wakeAt);
    }
    choose(nowMillis);
    return fetched < newest
        ? new Wish.Segment(current, fetched + 1, luck(1, fetched + 1))
        : new Wish.Playlist(current, luck(0, nowMillis / settings.segmentMillis()));
  }

  /** What came of the last wish. */
  public void finished(long nowMillis, Result result) {
    advance(nowMillis);
    switch (result) {
      case Result.Playlist(long last, Transfer transfer) -> listed(nowMillis, last, transfer);
      case Result.Segment(Transfer transfer) -> arrived(nowMillis, transfer);
      case Result.Failure(Result.ErrorClass errorClass) -> failed(nowMillis, errorClass);
    }
  }

  /** What is to be told in a beacon: everything since the last call. */
  public List<Sample> report(long nowMillis) {
    advance(nowMillis);
    return ledger.drain();
  }

  private void listed(long now, long last, Transfer transfer) {
    failures = 0;
    ledger.of(current).served(transfer);
    playlistAt = now;
    if (newest == NONE) {
      fetched = last - settings.startSegments();
    } else if (last - fetched > 2L * settings.startSegments()) {
      fetched = last - settings.startSegments();
    }
    boolean unchanged = last <= newest;
    newest = Math.max(newest, last);
    wakeAt = unchanged ? now + settings.segmentMillis() / 2 : now;
  }

  private void arrived(long now, Transfer transfer) {
    failures = 0;
    ledger.of(current).served(transfer);
    fetched++;
    buffered += settings.segmentMillis();
    if (!started && buffered >= settings.startSegments() * settings.segmentMillis()) {
      started = true;
      ledger.of(current).started(now - bornAt);
    }
    playing = started;
    wakeAt = fetched < newest ? now : Math.max(now, playlistAt + settings.segmentMillis());
  }

  private void failed(long now, Result.ErrorClass errorClass) {
    failures++;
    ledger.of(current).failed(errorClass);
    bad(now / 1_000);
    if (failures < settings.attempts()) {
      wakeAt = now + failures * settings.retryMillis();
      return;
    }
    failures = 0;
    wakeAt = now + settings.retryMillis();
    penalisedUntil.put(current, now + settings.penaltyMillis());
    newest = Math.min(newest, fetched);
  }

  /** The first of the ranking that is not in the penalty box; else the one let out first. */
  private void choose(long now) {
    String earliest = ranking.getFirst();
    for (String cdn : ranking) {
      long until = penalisedUntil.getOrDefault(cdn, Long.MIN_VALUE);
      if (until <= now) {
        earliest = cdn;
        break;
      }
      if (until < penalisedUntil.getOrDefault(earliest, Long.MIN_VALUE)) {
        earliest = cdn;
      }
    }
    if (!earliest.equals(current)) {
      current = earliest;
      failures = 0;
    }
  }

  /** Moves the playback clock. */
  private void advance(long now) {
    long passed = now - clock;
    if (passed <= 0) {
      return;
    }
    if (started) {
      long played = playing ? Math.min(passed, buffered) : 0;
      buffered -= played;
      ledger.of(current).played(played);
      stalled(clock + played, now);
    } else if (now - bornAt > settings.patienceMillis() && !gaveUpStarting) {
      gaveUpStarting = true;
      ledger.of(current).startFailed();
      bad(now / 1_000);
    }
    clock = now;
  }

  private void stalled(long from, long to) {
    if (from >= to) {
      return;
    }
    if (playing) {
      playing = false;
      ledger.of(current).stallBegan();
    }
    ledger.of(current).stalled(to - from);
    for (long second = Math.max(from / 1_000, lastBadSecond + 1); second <= to / 1_000; second++) {
      bad(second);
    }
  }

  private void bad(long second) {
    if (second > lastBadSecond) {
      lastBadSecond = second;
      badSecond.accept(second);
    }
  }

  /** The same for the same object and attempt, whatever was asked before. */
  private Draw luck(long kind, long number) {
    return Draw.of(
        seed * 0x9E3779B97F4A7C15L + number * 0xC2B2AE3D27D4EB4FL + kind * 31 + failures);
  }

  private static List<String> requireRanked(List<String> ranking) {
    if (ranking.isEmpty()) {
      throw new IllegalArgumentException("a ranking names at least one cdn");
    }
    return List.copyOf(ranking);
  }
}
