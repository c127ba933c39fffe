package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.score.Measure;
import dev.tidegate.rehearsal.score.Spread;
import java.util.List;
import java.util.Optional;

/**
 * All that was played for a published table.
 *
 * @param table every scenario and scale, the engine against everyone
 * @param clean hours of nothing wrong, the engine alone
 * @param onePoint a brownout of one point at 20 times the viewers, the engine alone
 * @param ablations every scenario at 1/20 and normal scale, the engine whole and with parts taken
 *     out
 */
record Results(
    List<Comparison> table,
    Optional<Comparison> clean,
    Optional<Comparison> onePoint,
    List<Comparison> ablations) {

  static final String OURS = Cast.ENGINE.name();

  Results {
    table = List.copyOf(table);
    ablations = List.copyOf(ablations);
  }

  /** One line of the table, if it was played. */
  Optional<Comparison> find(String name, Scale scale) {
    return table.stream()
        .filter(each -> each.name().equals(name) && each.scale().equals(scale))
        .findFirst();
  }

  /** A scenario at every scale at which it was played. */
  List<Comparison> named(String name) {
    return table.stream().filter(each -> each.name().equals(name)).toList();
  }

  /** Everyone in the table of this kind. */
  List<String> policies(Cast.Kind kind) {
    return table.stream()
        .flatMap(each -> each.policies().stream())
        .distinct()
        .filter(policy -> Cast.kind(policy) == kind)
        .toList();
  }

  /** The baseline with the least bad time; empty if none was played. */
  static Optional<String> best(Comparison comparison) {
    return comparison.policies().stream()
        .filter(policy -> Cast.kind(policy) == Cast.Kind.BASELINE)
        .min(java.util.Comparator.comparingDouble(policy -> bad(comparison, policy)));
  }

  /** Mean share of bad session-time, 0..1. */
  static double bad(Comparison comparison, String policy) {
    return comparison.spread(policy, Measure.BAD_SHARE).map(Spread::mean).orElse(Double.NaN);
  }

  /** The difference of two policies' bad shares, luck by luck. */
  static Optional<Spread> difference(Comparison comparison, String one, String other) {
    List<Played> a = comparison.of(one);
    List<Played> b = comparison.of(other);
    List<Double> differences = new java.util.ArrayList<>();
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      differences.add(share(a.get(i)) - share(b.get(i)));
    }
    return Spread.of(differences);
  }

  private static double share(Played played) {
    return played.score().of(Measure.BAD_SHARE).orElse(Double.NaN);
  }

  /** Regret over the oracle in shares of session-time, clipped at 0 for each line, summed. */
  double summedRegret(String policy) {
    double sum = 0;
    for (Comparison comparison : table) {
      if (comparison.has(policy) && comparison.has("oracle")) {
        sum += Math.max(0, bad(comparison, policy) - bad(comparison, "oracle"));
      }
    }
    return sum;
  }
}
