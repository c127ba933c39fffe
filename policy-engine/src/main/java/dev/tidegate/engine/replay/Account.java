package dev.tidegate.engine.replay;

import dev.tidegate.answer.GroupAnswer;
import dev.tidegate.answer.SteeringSnapshot;
import dev.tidegate.engine.Decision;
import dev.tidegate.engine.Situation;
import dev.tidegate.engine.Step;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Place;
import dev.tidegate.model.Weights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one policy did, second by second: its decisions, whom it moved, what they would suffer. */
public final class Account {
  /** More than these are counted, but not kept to be shown. */
  private static final int MOST_EPISODES = 10_000;

  private final List<Episode> episodes = new ArrayList<>();
  private final Map<Episode.Of, Integer> latest = new TreeMap<>();
  private Optional<SteeringSnapshot> before = Optional.empty();
  private long decisions;
  private double moved;
  private double bad;
  private double unknown;
  private double watched;
  private OptionalDouble peak = OptionalDouble.empty();
  private String peakAt = "";

  /**
   * Takes a step in.
   *
   * @param viewers by place
   * @param seconds that viewers spent as it says
   */
  void take(
      Step step, SortedMap<Place, Double> viewers, Quality quality, double seconds, Instant at) {
    step.decisions().forEach(this::decided);
    viewers.forEach(
        (place, count) -> {
          @Nullable GroupAnswer now = answer(step.snapshot(), place);
          if (now != null) {
            spend(place, count * seconds, now.weights(), quality);
            moved += before.map(b -> moved(answer(b, place), now)).orElse(0.0) * count;
          }
        });
    before = Optional.of(step.snapshot());
    utilisation(step.situation(), at);
  }

  private static @Nullable GroupAnswer answer(SteeringSnapshot snapshot, Place place) {
    return snapshot
        .find(place.service(), place.region(), Optional.of(place.network()))
        .orElse(null);
  }

  private static double moved(@Nullable GroupAnswer from, GroupAnswer to) {
    if (from == null || from.weights().equals(to.weights())) {
      return 0;
    }
    long gained = 0;
    for (Map.Entry<String, Integer> e : to.weights().shares().entrySet()) {
      gained += Math.max(0, e.getValue() - from.weights().of(e.getKey()));
    }
    return gained / (double) Weights.TOTAL;
  }

  private void spend(Place place, double viewerSeconds, Weights weights, Quality quality) {
    watched += viewerSeconds;
    weights
        .shares()
        .forEach(
            (cdn, share) -> {
              double part = viewerSeconds * share / Weights.TOTAL;
              OptionalDouble badness = quality.bad(new Cell(place, cdn));
              bad += part * badness.orElse(0);
              unknown += badness.isPresent() ? 0 : part;
            });
  }

  private void utilisation(Situation situation, Instant at) {
    situation
        .groups()
        .forEach(
            (group, view) ->
                view.cdns()
                    .forEach(
                        (cdn, c) -> {
                          double now = c.utilisation().orElse(0);
                          if (now > peak.orElse(0)) {
                            peak = OptionalDouble.of(now);
                            peakAt = cdn + " in " + group + " at " + at;
                          }
                        }));
  }

  private void decided(Decision decision) {
    decisions++;
    Episode.Of key = Episode.Of.of(decision);
    Integer open = latest.get(key);
    if (open != null && episodes.get(open).goesOnWith(decision)) {
      episodes.set(open, episodes.get(open).with(decision));
    } else if (episodes.size() < MOST_EPISODES) {
      latest.put(key, episodes.size());
      episodes.add(Episode.begun(decision));
    }
  }

  /** Steps do not follow on each other here. */
  void gap() {
    before = Optional.empty();
    latest.clear();
  }

  /** What it came to. */
  Sum sum() {
    SortedMap<String, Long> rules = new TreeMap<>();
    episodes.forEach(episode -> rules.merge(episode.of().rule().wire(), 1L, Long::sum));
    return new Sum(decisions, rules, moved, bad, unknown, watched, peak, peakAt);
  }

  List<Episode> episodes() {
    return List.copyOf(episodes);
  }

  /**
   * Sums over a replay.
   *
   * @param rules how many runs of decisions there were by rule
   * @param movedViewers viewers whose CDN changed, each as often as it did
   * @param badSeconds viewer-seconds expected to be bad
   * @param unknownSeconds viewer-seconds on CDNs that nobody reported on; none of them count as bad
   * @param viewerSeconds all of them
   * @param peakUtilisation highest load over capacity that was forecast; empty if none is known
   */
  public record Sum(
      long decisions,
      SortedMap<String, Long> rules,
      double movedViewers,
      double badSeconds,
      double unknownSeconds,
      double viewerSeconds,
      OptionalDouble peakUtilisation,
      String peakAt) {}
}
