package dev.tidegate.launcher.rehearse;

import dev.tidegate.rehearsal.sim.Scenario;
import java.util.List;
import java.util.Locale;

/**
 * How many viewers there are, and so how many beacons.
 *
 * @param word on the command line and in reports
 * @param factor on the scenario's own number of viewers
 */
record Scale(String word, double factor) {
  static final Scale SMALL = new Scale("small", 0.05);
  static final Scale NORMAL = new Scale("normal", 1);
  static final Scale LARGE = new Scale("large", 20);

  static final List<Scale> NAMED = List.of(SMALL, NORMAL, LARGE);

  /**
   * One of the named ones, or a factor.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Scale of(String text) {
    for (Scale scale : NAMED) {
      if (scale.word.equals(text.toLowerCase(Locale.ROOT))) {
        return scale;
      }
    }
    double factor;
    try {
      factor = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a scale is small (1/20), normal, large (20) or a factor such as 0.5: " + text, e);
    }
    if (!(factor > 0 && factor <= 1000)) {
      throw new IllegalArgumentException("the factor of a scale must be within 0..1000: " + text);
    }
    return new Scale(text, factor);
  }

  /** Beacons a second that come at the scenario's highest demand. */
  double beacons(Scenario scenario) {
    double top =
        scenario.audience().demand().points().stream().mapToDouble(p -> p.share()).max().orElse(0);
    var reporting = scenario.reporting();
    return top
        * scenario.audience().capacity()
        * factor
        * reporting.sampled()
        / (reporting.interval().toMillis() / 1000.0);
  }
}
