package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.LiveEdge;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares where the live playlists of one service stand at its CDNs. Durations are measured by
 * {@link System#nanoTime}; the tracker itself reads no clock.
 *
 * <p><b>Standing still</b> counts from the probe that first saw the newest segment, so never from
 * before it was there. A playlist is stale once that is 2.5 target durations ago. A step back, as
 * when another edge of the CDN answers from an older copy, is no advance; nor is a jump, until the
 * next segment follows it.
 *
 * <p><b>Lag</b> is counted in segments behind the freshest CDN. Where both playlists carry
 * programme time, by that: it is the same on every CDN. Else by sequence number, and those need not
 * agree, for a CDN with a packager of its own may count from another base. So each CDN has a
 * <em>base</em> that is subtracted from its numbers:
 *
 * <ul>
 *   <li>On first sight, and when its numbers jump (back, or forward by more than the time since
 *       could have brought), a CDN takes a base of the others, the freshest's first, under which
 *       its playlist overlaps the freshest's; if none does, the base under which it does not lag.
 *       Falling behind is no jump: the numbers of a frozen playlist stay, and its lag grows.
 *   <li>A lag that stays the same (within one segment) for a minute and 20 target durations, while
 *       the playlist advances all the time, is taken for a difference of base or a delay that no
 *       player is hurt by; the base is moved so that it does not lag.
 * </ul>
 *
 * So a difference of base smaller than a playlist is called a lag for that minute at most; a real
 * lag that stays is forgiven after it, and felt again as soon as it changes.
 */
final class LiveTracker {
  /** Target durations without a new segment after which a playlist is stale. */
  static final double STALE_AFTER = 2.5;

  /** Segments behind the freshest that are still well. */
  static final int LAG_ALLOWED = 2;

  /**
   * Target durations by which another's advance must come after this one's last, to say that it
   * stands alone: when the origin stops, caches stop up to a segment and a half apart.
   */
  private static final double APART = 1.5;

  private static final long STEADY_AT_LEAST = Duration.ofMinutes(1).toNanos();
  private static final int STEADY_TARGETS = 20;

  /**
   * What a view means.
   *
   * @param stale whether the playlist is ill
   * @param staleIn time until it would be stale by standing still; zero or less if it is
   */
  record Judgement(LiveEdge edge, boolean stale, Duration staleIn) {}

  private static final class Track {
    private long sequence;
    private Optional<Long> timeMillis = Optional.empty();
    private long target;
    private int window;
    private long advanced;
    private long base;
    private long steadyLag;
    private long steadySince;

    private long position() {
      return sequence - base;
    }
  }

  private final Map<String, Track> cdns = new HashMap<>();

  /**
   * Takes in what one CDN's playlist shows.
   *
   * @param newest its newest segment, one that could be fetched
   * @param now in nanoseconds
   */
  synchronized Judgement observe(String cdn, LiveView view, LiveView.Segment newest, long now) {
    Track track = cdns.get(cdn);
    if (track == null) {
      track = new Track();
      cdns.put(cdn, track);
      track.advanced = now;
      track.steadySince = now;
      enter(track, view, newest);
      track.base = base(track);
    } else if (jumped(track, newest.sequence(), now)) {
      enter(track, view, newest);
      track.base = base(track);
    } else if (newest.sequence() > track.sequence) {
      track.advanced = now;
      enter(track, view, newest);
    }
    return judge(track, view, now);
  }

  /** The newest sequence seen at a CDN. */
  synchronized OptionalLong newest(String cdn) {
    Track track = cdns.get(cdn);
    return track == null ? OptionalLong.empty() : OptionalLong.of(track.sequence);
  }

  /** Forgets the CDNs that are probed no more. */
  synchronized void keepOnly(Collection<String> wanted) {
    cdns.keySet().retainAll(wanted);
  }

  private static void enter(Track track, LiveView view, LiveView.Segment newest) {
    track.sequence = newest.sequence();
    track.timeMillis = newest.time().map(Instant::toEpochMilli);
    track.target = view.target().toNanos();
    track.window = view.segments();
  }

  /** Segments may be shorter than the target, and a cache may hand out several at once. */
  private static boolean jumped(Track track, long sequence, long now) {
    double expected = (double) (now - track.advanced) / track.target;
    return sequence < track.sequence - track.window
        || sequence - track.sequence > track.window + 4 * expected;
  }

  private long base(Track joining) {
    Optional<Track> freshest =
        cdns.values().stream()
            .filter(other -> other != joining)
            .max((a, b) -> Long.compare(a.position(), b.position()));
    if (freshest.isEmpty()) {
      return 0;
    }
    Track lead = freshest.get();
    if (overlaps(joining, lead, lead.base)) {
      return lead.base;
    }
    for (Track other : cdns.values()) {
      if (other != joining && overlaps(joining, lead, other.base)) {
        return other.base;
      }
    }
    return joining.sequence - lead.position();
  }

  private static boolean overlaps(Track joining, Track lead, long base) {
    long apart = Math.abs(joining.sequence - base - lead.position());
    return apart <= Math.max(joining.window, lead.window);
  }

  private Judgement judge(Track track, LiveView view, long now) {
    long stood = now - track.advanced;
    long limit = Math.round(track.target * STALE_AFTER);
    boolean stands = stood >= limit;
    boolean alone = stands && othersAdvanced(track);
    long lag = forgiven(track, lag(track), stands, now);
    // A stream that ended stands still by right, unless others go on.
    boolean stale = view.ended() ? alone : stands || lag > LAG_ALLOWED;
    LiveEdge edge =
        new LiveEdge(
            track.sequence,
            Duration.ofNanos(track.target),
            Duration.ofNanos(stood),
            (int) Math.min(lag, Integer.MAX_VALUE),
            alone);
    return new Judgement(edge, stale, Duration.ofNanos(limit - stood));
  }

  private boolean othersAdvanced(Track track) {
    long after = track.advanced + Math.round(track.target * APART);
    return cdns.values().stream().anyMatch(other -> other != track && other.advanced - after > 0);
  }

  private long lag(Track track) {
    long lag = 0;
    for (Track other : cdns.values()) {
      if (other != track) {
        lag = Math.max(lag, behind(track, other));
      }
    }
    return lag;
  }

  private static long behind(Track track, Track other) {
    if (track.timeMillis.isPresent() && other.timeMillis.isPresent()) {
      long millis = Math.subtractExact(other.timeMillis.get(), track.timeMillis.get());
      return millis * 1_000_000 / track.target;
    }
    // Numbers of segments of different lengths cannot be compared.
    return other.target == track.target ? other.position() - track.position() : 0;
  }

  private static long forgiven(Track track, long lag, boolean stands, long now) {
    boolean same = !stands && Math.abs(lag - track.steadyLag) <= 1;
    if (!same) {
      track.steadyLag = lag;
      track.steadySince = now;
      return lag;
    }
    boolean longEnough =
        now - track.steadySince >= Math.max(STEADY_AT_LEAST, STEADY_TARGETS * track.target);
    if (lag > LAG_ALLOWED && longEnough && track.timeMillis.isEmpty()) {
      track.base -= lag;
      track.steadyLag = 0;
      track.steadySince = now;
      return 0;
    }
    return lag;
  }
}
