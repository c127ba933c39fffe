package dev.tidegate.engine;

import dev.tidegate.model.Service;
import dev.tidegate.model.Weights;
import dev.tidegate.shift.Lag;
import dev.tidegate.tape.Tape;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the viewers of a group are where they have been sent. DNS only asks: resolvers keep
 * answers beyond their TTL, and players keep connections beyond that. So what a CDN should have by
 * now trails its published share, for those who ask us and those who go by DNS each by their {@link
 * Lag}, and is held against where the group's viewers are counted:
 *
 * <pre>
 *   expected_way += (share - expected_way) * (1 - exp(-dt / (held_way / 2)))
 *   expected      = asking * expected_asked + (1 - asking) * expected_named
 *   off           = |achieved - expected| &gt; max(5 points * asking + 10 points * (1 - asking), 4 standard errors)
 * </pre>
 *
 * <p>of any CDN. Off for three times as long as those who go by DNS hold an answer is an alarm;
 * seconds in which nothing can be said count neither way. It moves nobody: that is for {@link
 * Strays}, where a CDN is nearly full.
 */
final class Following {
  /** As shares of those who go by DNS: below it, mixes of networks and devices differ anyway. */
  private static final double OFF_NAMED = 0.10;

  /** Of those who ask us: players that fell back by themselves, or kept what they had. */
  private static final double OFF_ASKED = 0.05;

  private static final double STANDARD_ERRORS = 4;

  /** Fewer viewers say nothing of shares. */
  private static final double LEAST_VIEWERS = 100;

  /** Where fewer than this part goes by DNS, resolvers are not what makes a difference. */
  private static final double LEAST_NAMED = 0.05;

  /** A twentieth of those who were to move has not after three times. */
  private static final double PATIENCE = 3;

  private final SortedMap<String, Double> asked = new TreeMap<>();
  private final SortedMap<String, Double> named = new TreeMap<>();
  private @Nullable Instant offSince;
  private double offFor;

  /**
   * What one step shows of a group.
   *
   * @param shown published shares
   * @param asking the part of viewers who ask us, 0..1
   * @param seen viewers by CDN; one that is not there has none
   * @param heard the sessions behind that count: of sampled beacons one stands for many
   * @param unsteady whether viewers are elsewhere for other reasons: they leave a broken CDN by
   *     themselves, or may not use one
   */
  record Seen(
      Weights shown,
      double asking,
      SortedMap<String, Double> seen,
      double heard,
      boolean unsteady) {}

  /**
   * Takes note of one step.
   *
   * @param seconds since the last one
   */
  Situation.Follow see(Instant now, double seconds, Service service, Seen step) {
    trail(asked, parts(step.shown(), step.shown().shares().keySet()), seconds, Lag.asked(service));
    Set<String> names = service.names().<Set<String>>map(Service.Names::cdns).orElse(Set.of());
    trail(named, parts(step.shown(), names), seconds, Lag.unasked(service));
    double viewers = step.seen().values().stream().mapToDouble(v -> v).sum();
    boolean known = viewers >= LEAST_VIEWERS;
    SortedMap<String, Double> expected = new TreeMap<>();
    SortedMap<String, Double> achieved = new TreeMap<>();
    boolean off = false;
    for (String cdn : asked.keySet()) {
      double share = step.asking() * at(asked, cdn) + (1 - step.asking()) * at(named, cdn);
      double there = known ? at(step.seen(), cdn) / viewers : 0;
      expected.put(cdn, share);
      achieved.put(cdn, there);
      off |= known && Math.abs(there - share) > far(share, step, viewers);
    }
    if (known && !step.unsteady() && 1 - step.asking() >= LEAST_NAMED) {
      note(off, now, seconds);
    }
    return new Situation.Follow(
        points(expected),
        known ? Optional.of(points(achieved)) : Optional.empty(),
        step.asking(),
        Optional.ofNullable(offSince),
        offFor >= PATIENCE * Lag.unasked(service));
  }

  private void note(boolean off, Instant now, double seconds) {
    Instant since = offSince;
    offFor = off ? offFor + (since == null ? 0 : seconds) : 0;
    offSince = off ? (since == null ? now : since) : null;
  }

  private static double far(double share, Seen step, double viewers) {
    double sessions = Math.clamp(step.heard(), 1, viewers);
    double error = Math.sqrt(Math.max(0, share * (1 - share)) / sessions);
    double off = OFF_ASKED * step.asking() + OFF_NAMED * (1 - step.asking());
    return Math.max(off, STANDARD_ERRORS * error);
  }

  /** The published shares among some CDNs, 0..1; 0 for the others, and for all if none has any. */
  private static SortedMap<String, Double> parts(Weights shown, Set<String> among) {
    SortedMap<String, Double> parts = new TreeMap<>();
    double sum = 0;
    for (String cdn : shown.shares().keySet()) {
      double part = among.contains(cdn) ? shown.of(cdn) : 0;
      parts.put(cdn, part);
      sum += part;
    }
    double all = sum;
    parts.replaceAll((cdn, part) -> all > 0 ? part / all : 0);
    return parts;
  }

  private static void trail(
      SortedMap<String, Double> from, SortedMap<String, Double> to, double seconds, double held) {
    double keep = StrictMath.exp(-seconds / Math.max(1, held / 2));
    from.keySet().retainAll(to.keySet());
    to.forEach((cdn, share) -> from.merge(cdn, share, (old, now) -> now + (old - now) * keep));
  }

  private static double at(SortedMap<String, Double> shares, String cdn) {
    return shares.getOrDefault(cdn, 0.0);
  }

  private static SortedMap<String, Integer> points(SortedMap<String, Double> shares) {
    SortedMap<String, Integer> points = new TreeMap<>();
    shares.forEach((cdn, share) -> points.put(cdn, (int) Math.round(share * Weights.TOTAL)));
    return Collections.unmodifiableSortedMap(points);
  }

  /** Carries all of it. */
  void carry(Tape t) {
    t.byWord(asked, 0.0, Tape::real);
    t.byWord(named, 0.0, Tape::real);
    offSince = t.maybe(offSince);
    offFor = t.real(offFor);
  }
}
