package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.score.Measure;
import dev.tidegate.rehearsal.score.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What is claimed of the engine, line by line, each judged where it was played. */
final class Claims {
  private static final double PERCENT = 100;
  private static final double REGRET_BELOW = 0.2;
  private static final double REMOVED_FULL = 0.93;
  private static final double REMOVED_SMALL = 0.65;
  private static final double OUTAGE_FACTOR = 1.35;
  private static final double TURNS = 4;
  private static final double CHURN_FACTOR = 1.5;

  /** Canaries of a hundredth of a population are no churn; nor is what the oracle never moves. */
  private static final double LEAST_CHURN = 0.05;

  private static final double MOST_LOAD = 0.97;
  private static final double LOAD_ROUNDING = 0.005;
  private static final double SMALL_FOUND = 90;
  private static final double RETURNED = 0.9;
  private static final double STRAYED = 0.01;
  private static final double ONE_POINT_FOUND = 45;

  private static final List<String> NOBODY_MOVES =
      List.of("isp-event", "origin-failure", "client-fault", "poison", "probe-network");

  private final Results results;
  private final List<Claim> claims = new ArrayList<>();

  private Claims(Results results) {
    this.results = results;
  }

  /** Those that what was played can answer, in the order in which they are published. */
  static List<Claim> of(Results results) {
    Claims claims = new Claims(results);
    claims.atLeastAsGood();
    claims.regret();
    claims.removed();
    claims.outage();
    claims.nothingMoves();
    claims.gently();
    claims.atLowTraffic();
    claims.atHighTraffic();
    return List.copyOf(claims.claims);
  }

  /** Whether nobody should be moved in the scenario of this name. */
  static boolean nobodyToBlame(String name) {
    return NOBODY_MOVES.contains(name) || name.equals("clean") || name.equals("chronic");
  }

  private void add(String title, String bound, String found, boolean held) {
    claims.add(new Claim(title, bound, found, held));
  }

  private void atLeastAsGood() {
    List<String> worse = new ArrayList<>();
    List<String> ties = new ArrayList<>();
    int better = 0;
    for (Comparison comparison : results.table()) {
      Optional<String> best = Results.best(comparison);
      if (best.isEmpty()) {
        continue;
      }
      Optional<Spread> difference = Results.difference(comparison, Results.OURS, best.get());
      double points = PERCENT * difference.map(Spread::mean).orElse(Double.NaN);
      double error = PERCENT * difference.map(Spread::standardError).orElse(0.0);
      String line = format("%s (%+.3f pt to %s)", comparison.title(), points, best.get());
      if (Math.abs(points) <= 2 * error || Math.abs(points) < 0.0005) {
        ties.add(line);
      } else if (points < 0) {
        better++;
      } else {
        worse.add(line);
      }
    }
    if (!results.table().isEmpty()) {
      add(
          "bad session-time of every scenario and scale",
          "<= the best baseline's; within two standard errors of the difference is a tie",
          format("better in %d", better) + list("; tied in", ties) + list("; **worse** in", worse),
          worse.isEmpty());
    }
  }

  private void regret() {
    List<String> baselines = results.policies(Cast.Kind.BASELINE);
    Optional<String> best =
        baselines.stream().min(Comparator.comparingDouble(results::summedRegret));
    if (best.isEmpty() || results.policies(Cast.Kind.BOUND).isEmpty()) {
      return;
    }
    double ours = results.summedRegret(Results.OURS);
    double theirs = results.summedRegret(best.get());
    add(
        "regret over the oracle, clipped at 0 a line, summed over scenarios and scales",
        "at least 80 % below the best single baseline's",
        format(
            "%.2f pt against %.2f pt of %s: %.0f %% below",
            PERCENT * ours, PERCENT * theirs, best.get(), PERCENT * (1 - ours / theirs)),
        ours <= REGRET_BELOW * theirs);
  }

  private void removed() {
    for (String name : List.of("brownout", "regional")) {
      for (Comparison comparison : results.named(name)) {
        double least = comparison.scale().equals(Scale.SMALL) ? REMOVED_SMALL : REMOVED_FULL;
        double removed = mean(comparison, Measure.REMOVED).orElse(Double.NaN);
        add(
            "removable harm removed, " + comparison.title(),
            format(">= %.0f %%", PERCENT * least),
            format("%.1f %%", PERCENT * removed),
            removed >= least);
      }
    }
  }

  private void outage() {
    for (Comparison comparison : results.named("hard-outage")) {
      double factor = Results.bad(comparison, Results.OURS) / Results.bad(comparison, "oracle");
      add(
          "bad time, " + comparison.title(),
          format("<= %.2f x the oracle's", OUTAGE_FACTOR),
          format("%.2f x", factor),
          factor <= OUTAGE_FACTOR);
    }
  }

  private void nothingMoves() {
    results
        .clean()
        .ifPresent(
            clean -> {
              double hours =
                  clean.seeds().size() * clean.file().scenario().length().toMinutes() / 60.0;
              long moves = total(List.of(clean), each -> each.behaviour().moves());
              add(
                  format("moves in %.0f simulated hours of nothing wrong", hours),
                  "0",
                  format("%d", moves),
                  moves == 0);
            });
    none("latches in the chronic scenario", List.of("chronic"), each -> each.behaviour().latches());
    none(
        "moves where no CDN is to blame (" + String.join(", ", NOBODY_MOVES) + ")",
        NOBODY_MOVES,
        each -> each.behaviour().moves());
  }

  private void none(String title, List<String> names, ToDoubleFunction<Played> count) {
    List<Comparison> lines = names.stream().flatMap(n -> results.named(n).stream()).toList();
    if (lines.isEmpty()) {
      return;
    }
    List<String> some = new ArrayList<>();
    for (Comparison line : lines) {
      long here = total(List.of(line), count);
      if (here > 0) {
        some.add(line.title() + " " + here);
      }
    }
    add(title, "0", some.isEmpty() ? "0" : String.join(", ", some), some.isEmpty());
  }

  private static long total(List<Comparison> lines, ToDoubleFunction<Played> count) {
    return Math.round(
        lines.stream().flatMap(l -> l.of(Results.OURS).stream()).mapToDouble(count).sum());
  }

  private void gently() {
    if (results.table().isEmpty()) {
      return;
    }
    beyond(
        "reversals a fault", "at most 4", line -> worst(line, Measure.REVERSALS_PER_FAULT), TURNS);
    List<String> restless = new ArrayList<>();
    for (Comparison line : results.table()) {
      double ours = mean(line, Measure.CHURN).orElse(0);
      double oracle = line.spread("oracle", Measure.CHURN).map(Spread::mean).orElse(Double.NaN);
      if (ours > LEAST_CHURN && ours > CHURN_FACTOR * oracle) {
        restless.add(format("%s %.2f against %.2f", line.title(), ours, oracle));
      }
    }
    add(
        "populations moved",
        "<= 1.5 x the oracle's (below 0.05 counts as none)",
        restless.isEmpty() ? "everywhere" : "**more** in " + String.join(", ", restless),
        restless.isEmpty());
    beyond(
        "peak load on a healthy CDN",
        "<= 0.97 of capacity, always",
        line -> worst(line, Measure.PEAK_HEALTHY),
        MOST_LOAD + LOAD_ROUNDING);
  }

  private void beyond(
      String title, String bound, ToDoubleFunction<Comparison> figure, double most) {
    List<String> beyond = new ArrayList<>();
    double top = 0;
    for (Comparison line : results.table()) {
      double here = figure.applyAsDouble(line);
      top = Math.max(top, here);
      if (here > most) {
        beyond.add(format("%s %.2f", line.title(), here));
      }
    }
    add(
        title,
        bound,
        format("at most %.2f", top) + list("; **beyond** in", beyond),
        beyond.isEmpty());
  }

  private void atLowTraffic() {
    results
        .find("brownout", Scale.SMALL)
        .ifPresent(line -> found("the brownout is found at 1/20", line, SMALL_FOUND));
    for (String name : List.of("brownout", "hard-outage", "regional")) {
      results.find(name, Scale.SMALL).ifPresent(this::returned);
    }
    results
        .find("regional", Scale.SMALL)
        .ifPresent(
            line -> {
              double strayed = worst(line, Measure.UNNECESSARY);
              add(
                  "a regional fault stays regional at 1/20",
                  format("at most %.2f populations moved elsewhere", STRAYED),
                  format("%.3f", strayed),
                  strayed <= STRAYED);
            });
  }

  private void returned(Comparison line) {
    int cdn = line.file().scenario().cdn("cdn-a");
    double least = 1;
    for (Played played : line.of(Results.OURS)) {
      Behaviour behaviour = played.behaviour();
      least = Math.min(least, behaviour.after()[cdn] / behaviour.before()[cdn]);
    }
    add(
        "the drained CDN has come back at 1/20, " + line.name(),
        format("to %.0f %% of its share by the end", PERCENT * RETURNED),
        format("at least %.0f %%", PERCENT * least),
        least >= RETURNED);
  }

  private void atHighTraffic() {
    results
        .onePoint()
        .ifPresent(
            line -> found("a brownout of one point is published at 20x", line, ONE_POINT_FOUND));
  }

  private void found(String title, Comparison line, double within) {
    List<Played> all = line.of(Results.OURS);
    long never = all.stream().filter(p -> p.score().of(Measure.TTD).isEmpty()).count();
    double latest = worst(line, Measure.TTD);
    add(
        title,
        format("within %.0f s, every seed", within),
        format("at the latest after %.0f s", latest)
            + (never > 0 ? format(", **never** in %d of %d", never, all.size()) : ""),
        never == 0 && latest <= within);
  }

  private static OptionalDouble mean(Comparison line, Measure measure) {
    return line.spread(Results.OURS, measure)
        .map(spread -> OptionalDouble.of(spread.mean()))
        .orElse(OptionalDouble.empty());
  }

  private static double worst(Comparison line, Measure measure) {
    return line.spread(Results.OURS, measure).map(Spread::most).orElse(0.0);
  }

  private static String list(String head, List<String> items) {
    return items.isEmpty() ? "" : items.stream().collect(Collectors.joining(", ", head + " ", ""));
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
