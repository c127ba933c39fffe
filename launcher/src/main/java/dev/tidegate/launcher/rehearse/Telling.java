package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.score.Measure;
import dev.tidegate.rehearsal.score.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The published table as Markdown. */
final class Telling {
  private static final double PERCENT = 100;
  private static final int MOST_NAMED = 3;
  private static final double WORTH_NAMING = 0.005;

  private final Results results;
  private final List<String> lines = new ArrayList<>();

  private Telling(Results results) {
    this.results = results;
  }

  static List<String> lines(Results results, List<Claim> claims, List<Long> seeds) {
    Telling telling = new Telling(results);
    telling.head(seeds);
    telling.claims(claims);
    if (!results.table().isEmpty()) {
      telling.regret();
      telling.badTime();
      telling.engine();
      telling.gentleness();
    }
    if (!results.ablations().isEmpty()) {
      telling.ablations();
    }
    telling.notCovered();
    return List.copyOf(telling.lines);
  }

  private void head(List<Long> seeds) {
    lines.add(
        "Simulated time, the engine at its default numbers, everyone in the same luck. Seeds, drawn"
            + " from the commit's hash: "
            + seeds.stream().map(String::valueOf).collect(Collectors.joining(" "))
            + ". Figures are means over them, ± the standard error of the mean. Scales: small is"
            + " 1/20 of the viewers (about 75 beacons a second), normal about 1 500, large 20 times"
            + " that. What each figure means and each scenario does: docs/rehearsal.md; all"
            + " measures: the JSON beside this page.");
    lines.add("");
  }

  private void claims(List<Claim> claims) {
    lines.add("## What was claimed");
    lines.add("");
    row("claim", "bound", "found", "held");
    row("---", "---", "---", "---");
    if (claims.isEmpty()) {
      row("nothing is claimed of this part alone", "", "", "");
    }
    claims.forEach(c -> row(c.title(), c.bound(), c.found(), c.held() ? "yes" : "**no**"));
    lines.add("");
  }

  private void regret() {
    lines.add("## Regret over the oracle, summed");
    lines.add("");
    lines.add(
        "Points of session-time more than the oracle that knows the moment and is bound by TTLs,"
            + " clipped at 0 a line, summed over the lines below.");
    lines.add("");
    List<String> everyone = new ArrayList<>(List.of(Results.OURS));
    everyone.addAll(results.policies(Cast.Kind.BASELINE));
    everyone.sort(Comparator.comparingDouble(results::summedRegret));
    row("steering", "points");
    row("---", "---:");
    everyone.forEach(p -> row(strong(p), format("%.2f", PERCENT * results.summedRegret(p))));
    lines.add("");
  }

  private void badTime() {
    lines.add("## Bad session-time, %");
    lines.add("");
    List<String> policies = policies();
    header("scenario", policies);
    for (Comparison comparison : results.table()) {
      List<String> cells = new ArrayList<>(List.of(comparison.title()));
      Optional<String> best = Results.best(comparison);
      for (String policy : policies) {
        Optional<Spread> bad = comparison.spread(policy, Measure.BAD_SHARE);
        String text = cell(bad, PERCENT, 3);
        boolean leads =
            best.isPresent()
                && Cast.kind(policy) != Cast.Kind.BOUND
                && Results.bad(comparison, policy)
                    <= Math.min(
                            Results.bad(comparison, best.get()),
                            Results.bad(comparison, Results.OURS))
                        + 1e-12;
        cells.add(leads ? "**" + text + "**" : text);
      }
      row(cells.toArray(String[]::new));
    }
    lines.add("");
  }

  private void engine() {
    lines.add("## The engine, by every measure");
    lines.add("");
    List<String> heads = new ArrayList<>(Column.ALL.stream().map(Column::brief).toList());
    heads.add("moves");
    heads.add("latches");
    heads.add("verdicts");
    header("scenario", heads);
    for (Comparison comparison : results.table()) {
      List<String> cells = new ArrayList<>(List.of(comparison.title()));
      for (Column column : Column.ALL) {
        cells.add(Table.cell(column, comparison.spread(Results.OURS, column.measure())));
      }
      List<Played> all = comparison.of(Results.OURS);
      cells.add(mean(all.stream().map(p -> (double) p.behaviour().moves()).toList()));
      cells.add(mean(all.stream().map(p -> (double) p.behaviour().latches()).toList()));
      cells.add(
          all.stream()
              .flatMap(p -> p.behaviour().verdicts().keySet().stream())
              .filter(word -> !word.equals("none"))
              .distinct()
              .sorted()
              .collect(Collectors.joining(" ")));
      row(cells.toArray(String[]::new));
    }
    lines.add("");
  }

  private void gentleness() {
    lines.add("## Peak load on a healthy CDN / populations moved / reversals");
    lines.add("");
    List<String> policies = policies();
    header("scenario", policies);
    for (Comparison comparison : results.table()) {
      List<String> cells = new ArrayList<>(List.of(comparison.title()));
      for (String policy : policies) {
        cells.add(
            comparison.has(policy)
                ? format(
                    "%.2f / %.2f / %.0f",
                    comparison.spread(policy, Measure.PEAK_HEALTHY).map(Spread::most).orElse(0.0),
                    comparison.spread(policy, Measure.CHURN).map(Spread::mean).orElse(0.0),
                    comparison.spread(policy, Measure.REVERSALS).map(Spread::mean).orElse(0.0))
                : "-");
      }
      row(cells.toArray(String[]::new));
    }
    lines.add("");
    lines.add("The peak is the highest of all seeds, the others are means.");
    lines.add("");
  }

  private void ablations() {
    lines.add("## What each part is worth");
    lines.add("");
    lines.add(
        "The engine with one part taken out, in every scenario at small and normal scale. Points"
            + " are of bad session-time, summed over the lines; above 0 the part is worth that"
            + " much. Moves and latches are those more than the whole engine's where no CDN is to"
            + " blame or nothing is wrong.");
    lines.add("");
    row("without", "how", "points", "worst of it in", "best of it in", "moves in vain", "latches");
    row("---", "---", "---:", "---", "---", "---:", "---:");
    for (Ablation ablation : Ablation.ALL) {
      ablation(ablation);
    }
    lines.add("");
  }

  private void ablation(Ablation ablation) {
    String name = ablation.steering().name();
    double sum = 0;
    long moves = 0;
    long latches = 0;
    List<Comparison> byWorth = new ArrayList<>(results.ablations());
    byWorth.sort(Comparator.comparingDouble(c -> -worth(c, name)));
    for (Comparison comparison : results.ablations()) {
      sum += worth(comparison, name);
      if (Claims.nobodyToBlame(comparison.name())) {
        moves += more(comparison, name, true);
        latches += more(comparison, name, false);
      }
    }
    String worst = named(byWorth, name, 1);
    String best = named(byWorth.reversed(), name, -1);
    row(
        ablation.part(),
        ablation.how(),
        format("%+.2f", PERCENT * sum),
        worst,
        best,
        format("%+d", moves),
        format("%+d", latches));
  }

  private static String named(List<Comparison> lines, String name, int sign) {
    String text =
        lines.stream()
            .filter(c -> sign * PERCENT * worth(c, name) > WORTH_NAMING)
            .limit(MOST_NAMED)
            .map(c -> format("%s %+.2f", c.title(), PERCENT * worth(c, name)))
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "-" : text;
  }

  private static double worth(Comparison comparison, String without) {
    return Results.difference(comparison, without, Results.OURS).map(Spread::mean).orElse(0.0);
  }

  private static long more(Comparison comparison, String without, boolean moves) {
    return count(comparison.of(without), moves) - count(comparison.of(Results.OURS), moves);
  }

  private static long count(List<Played> all, boolean moves) {
    return all.stream()
        .mapToLong(p -> moves ? p.behaviour().moves() : p.behaviour().latches())
        .sum();
  }

  private void notCovered() {
    lines.add("## What this does not show");
    lines.add("");
    lines.add(
        "The world is a model (docs/rehearsal.md says which): a fluid audience, CDNs whose load and"
            + " quality follow formulas. Baselines run at published defaults or, where none are"
            + " published, at those of their authors' code. The engine's own numbers were chosen"
            + " while looking at these scenarios under other seeds. How fast a step is and how much"
            + " it allocates is measured elsewhere, on real machines.");
  }

  private List<String> policies() {
    List<String> policies = new ArrayList<>(List.of(Results.OURS));
    policies.addAll(results.policies(Cast.Kind.BASELINE));
    policies.addAll(results.policies(Cast.Kind.BOUND));
    return policies;
  }

  private void header(String first, List<String> others) {
    List<String> cells = new ArrayList<>(List.of(first));
    others.forEach(other -> cells.add(strong(other)));
    row(cells.toArray(String[]::new));
    cells.replaceAll(_ -> "---:");
    cells.set(0, "---");
    row(cells.toArray(String[]::new));
  }

  private static String strong(String policy) {
    return policy.equals(Results.OURS) ? "**" + policy + "**" : policy;
  }

  private void row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  private static String mean(List<Double> values) {
    return Spread.of(values).map(spread -> format("%.1f", spread.mean())).orElse("-");
  }

  private static String cell(Optional<Spread> spread, double factor, int decimals) {
    return spread
        .map(
            s ->
                format("%." + decimals + "f", factor * s.mean())
                    + (s.count() > 1
                        ? format(" ±%." + decimals + "f", factor * s.standardError())
                        : ""))
        .orElse("-");
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
