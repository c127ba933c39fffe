package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Follows a live manifest to its newest segment, as a player that has just begun would. */
final class LiveCheck implements Check {
  private static final int REDIRECTS = 3;

  /** Enough to know that a segment is there. */
  private static final int PEEK = 1024;

  /** A server may ignore the range; then we leave after this much. */
  private static final int PEEK_LIMIT = 64 * 1024;

  private final ProbeTarget target;
  private final Fetcher fetcher;
  private final LiveTracker tracker;
  private final InstantSource clock;
  private final Body.Wanted manifest;
  private final Body.Wanted playlist;

  LiveCheck(
      ProbeTarget target,
      Fetcher fetcher,
      LiveTracker tracker,
      InstantSource clock,
      int bodyBytes) {
    this.target = target;
    this.fetcher = fetcher;
    this.tracker = tracker;
    this.clock = clock;
    this.manifest = new Body.Wanted(bodyBytes, true, target.expect().contains());
    this.playlist = new Body.Wanted(bodyBytes, true, Optional.empty());
  }

  @Override
  public Seen look(long deadline) throws ProbeFailed, InterruptedException {
    Fetcher.Answer first = text(target.url(), manifest, true, deadline);
    LiveView view = target.kind() == ProbeTarget.Kind.HLS_LIVE ? hls(first, deadline) : dash(first);
    Optional<LiveView.Segment> newest;
    try {
      newest = fetchable(view, deadline);
    } catch (ProbeFailed e) {
      // The manifest was well: what it says of the edge still counts, and its pace too.
      return seen(view, view.newest().getFirst(), Optional.of(e));
    }
    if (newest.isPresent()) {
      return seen(view, newest.get(), Optional.empty());
    }
    return allMissing(view);
  }

  private LiveView hls(Fetcher.Answer first, long deadline)
      throws ProbeFailed, InterruptedException {
    Optional<URI> variant = HlsPlaylist.firstVariant(first.uri(), first.body().text());
    if (variant.isEmpty()) {
      return HlsPlaylist.media(first.uri(), first.body().text());
    }
    Fetcher.Answer media = text(variant.get(), playlist, false, deadline);
    return HlsPlaylist.media(media.uri(), media.body().text());
  }

  private LiveView dash(Fetcher.Answer first) throws ProbeFailed {
    return DashManifest.read(first.uri(), first.body().text(), clock.instant());
  }

  private Fetcher.Answer text(URI uri, Body.Wanted wanted, boolean first, long deadline)
      throws ProbeFailed, InterruptedException {
    Fetcher.Answer answer = following(uri, wanted, Map.of(), deadline);
    HttpCheck.judge(target.expect(), answer, first, false);
    if (!answer.body().whole()) {
      throw new ProbeFailed(Outcome.CONTENT, "a manifest of " + wanted.limit() + " bytes or more");
    }
    return answer;
  }

  /** The newest segment that is there; empty if the server has none of the candidates. */
  private Optional<LiveView.Segment> fetchable(LiveView view, long deadline)
      throws ProbeFailed, InterruptedException {
    List<LiveView.Segment> candidates = view.newest();
    for (LiveView.Segment segment : candidates) {
      Fetcher.Answer answer = segment(segment.uri(), deadline);
      boolean missing = answer.status() == 404 || answer.status() == 410;
      if (!missing || candidates.size() == 1) {
        judgeSegment(answer);
        return Optional.of(segment);
      }
    }
    return Optional.empty();
  }

  private Fetcher.Answer segment(URI uri, long deadline) throws ProbeFailed, InterruptedException {
    OptionalLong least = target.expect().minBytes();
    if (least.isPresent()) {
      long limit = Math.max(PEEK_LIMIT, least.getAsLong());
      return following(uri, new Body.Wanted(limit, false, Optional.empty()), Map.of(), deadline);
    }
    Map<String, String> range = Map.of("Range", "bytes=0-" + (PEEK - 1));
    return following(uri, new Body.Wanted(PEEK_LIMIT, false, Optional.empty()), range, deadline);
  }

  private void judgeSegment(Fetcher.Answer answer) throws ProbeFailed {
    boolean part = answer.status() == 206 && target.expect().minBytes().isEmpty();
    if (!part && !target.expect().accepts(answer.status())) {
      throw new ProbeFailed(Outcome.STATUS, "newest segment: status " + answer.status());
    }
    long least = target.expect().minBytes().orElse(1);
    if (answer.body().bytes() < least) {
      throw new ProbeFailed(
          Outcome.TOO_SHORT,
          "newest segment: " + answer.body().bytes() + " bytes, expected " + least);
    }
  }

  /** The clock says there should be newer segments than the CDN has: it stands where it stood. */
  private Seen allMissing(LiveView view) throws ProbeFailed {
    OptionalLong stood = tracker.newest(target.cdn());
    if (stood.isEmpty()) {
      throw new ProbeFailed(
          Outcome.STATUS, "none of the newest " + view.newest().size() + " segments is there");
    }
    LiveView.Segment last =
        new LiveView.Segment(stood.getAsLong(), Optional.empty(), view.newest().getFirst().uri());
    return seen(view, last, Optional.empty());
  }

  private Seen seen(LiveView view, LiveView.Segment newest, Optional<ProbeFailed> failed) {
    LiveTracker.Judgement judged = tracker.observe(target.cdn(), view, newest, System.nanoTime());
    Optional<Duration> again =
        judged.staleIn().isPositive() ? Optional.of(judged.staleIn()) : Optional.empty();
    Optional<Duration> pace =
        target.interval().isPresent()
            ? Optional.empty()
            : Optional.of(LiveView.interval(view.target()));
    String where =
        "segment "
            + newest.sequence()
            + ", unchanged for "
            + judged.edge().stoodStill().toMillis()
            + " ms, "
            + judged.edge().lag()
            + " behind";
    // Standing still is the graver finding: a frozen CDN drops its segments sooner or later.
    Outcome outcome =
        judged.stale() ? Outcome.STALE : failed.map(ProbeFailed::outcome).orElse(Outcome.OK);
    String detail = failed.map(e -> e.detail() + "; " + where).orElse(where);
    return new Seen(outcome, detail, Optional.of(judged.edge()), pace, again);
  }

  private Fetcher.Answer following(
      URI uri, Body.Wanted wanted, Map<String, String> extra, long deadline)
      throws ProbeFailed, InterruptedException {
    Fetcher.Answer answer = fetch(uri, wanted, extra, deadline);
    for (int hop = 0; hop < REDIRECTS && redirects(answer); hop++) {
      String location = answer.location();
      if (location == null) {
        return answer;
      }
      answer = fetch(Links.resolve(answer.uri(), location), wanted, extra, deadline);
    }
    return answer;
  }

  private static boolean redirects(Fetcher.Answer answer) {
    return switch (answer.status()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private Fetcher.Answer fetch(
      URI uri, Body.Wanted wanted, Map<String, String> extra, long deadline)
      throws ProbeFailed, InterruptedException {
    SortedMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    // The target's headers may hold a secret of that host; a manifest can point anywhere.
    if (Hosts.of(uri).equals(Hosts.of(target.baseUrl()))) {
      headers.putAll(target.headers());
    }
    headers.putAll(extra);
    return fetcher.fetch(new Fetcher.Ask(uri, headers, wanted), deadline);
  }
}
