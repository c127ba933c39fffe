package dev.tidegate.rehearsal.score;

import java.util.Collection;
import java.util.Optional;

/**
 * A figure over several seeds.
 *
 * @param count how many had it
 * @param mean over them; {@code median}, {@code least} and {@code most} likewise
 * @param standardError of the mean; 0 for one seed
 */
public record Spread(
    int count, double mean, double median, double least, double most, double standardError) {

  /** Of these values; empty if there are none. */
  public static Optional<Spread> of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int count = sorted.length;
    if (count == 0) {
      return Optional.empty();
    }
    double mean = values.stream().mapToDouble(Double::doubleValue).sum() / count;
    double squares = 0;
    for (double value : sorted) {
      squares += (value - mean) * (value - mean);
    }
    double error = count < 2 ? 0 : StrictMath.sqrt(squares / (count - 1) / count);
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    return Optional.of(new Spread(count, mean, median, sorted[0], sorted[count - 1], error));
  }

  /** Of one measure over the scores that have it. */
  public static Optional<Spread> of(Collection<Score> scores, Measure measure) {
    return of(scores.stream().flatMap(score -> score.of(measure).stream().boxed()).toList());
  }

  /**
   * Whether two figures are too near to tell apart: their means differ by at most two standard
   * errors of the difference.
   */
  public boolean ties(Spread other) {
    double error =
        StrictMath.sqrt(standardError * standardError + other.standardError * other.standardError);
    return Math.abs(mean - other.mean) <= 2 * error;
  }
}
