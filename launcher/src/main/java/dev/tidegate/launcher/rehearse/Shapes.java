package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.Parser;
import dev.tidegate.api.config.Quantities;
import dev.tidegate.api.config.Section;
import java.time.Duration;
import java.util.OptionalDouble;

/** What values in a scenario may look like, beyond what the configuration has. */
final class Shapes {
  /** Nothing is rehearsed for longer. */
  static final Duration LONGEST = Duration.ofHours(400);

  private Shapes() {}

  /** {@code 5 %}, {@code 0.25 pt} or a fraction, within bounds. */
  static Parser<Double> share(double min, double max) {
    return text -> {
      double value = Quantities.share(text);
      if (!(value >= min && value <= max)) {
        throw Formats.bad(
            text,
            "must be within "
                + Quantities.show(100 * min)
                + " %.."
                + Quantities.show(100 * max)
                + " %");
      }
      return value;
    };
  }

  /** A time on the scenario's clock. */
  static Duration time(String text) {
    return Formats.duration(Duration.ZERO, LONGEST).parse(text);
  }

  /** A length of time, whole seconds, at least one. */
  static Duration seconds(String text) {
    Duration value = Formats.duration(Duration.ofSeconds(1), LONGEST).parse(text);
    if (value.toMillis() % 1000 != 0) {
      throw Formats.bad(text, "must be whole seconds: one is the step of a rehearsal");
    }
    return value;
  }

  static OptionalDouble number(Section section, String key, Parser<Double> parser) {
    return section.optional(key, parser).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
