package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Quantities;
import dev.tidegate.api.config.Section;
import dev.tidegate.rehearsal.sim.Reporting;
import java.time.Duration;
import java.util.Optional;

/** {@code from} with {@code to} or {@code for}: when something is so. */
final class Times {
  private Times() {}

  /** Without {@code from}: from the start; without an end: to the scenario's. */
  static Reporting.Span span(Section section, Duration length) {
    return span(section, length, Duration.ZERO, false);
  }

  /**
   * When it is.
   *
   * @param start where it begins if the section does not say, and need not
   */
  static Reporting.Span span(
      Section section, Duration length, Duration start, boolean fromRequired) {
    Duration from =
        fromRequired
            ? section.required("from", Shapes::time, "5m", Duration.ZERO)
            : section.value("from", Shapes::time, start);
    if (from.compareTo(length) >= 0) {
      section.fault("from", "is not before the scenario ends, at " + Quantities.show(length));
    }
    return new Reporting.Span(from, until(section, from, length));
  }

  private static Duration until(Section section, Duration from, Duration length) {
    Optional<Duration> to = section.optional("to", Shapes::time);
    Optional<Duration> lasting = section.optional("for", Shapes::seconds);
    if (to.isPresent() && lasting.isPresent()) {
      section.fault("for", "and to say the same thing: keep one of them");
    }
    Duration until =
        to.or(() -> lasting.map(from::plus)).orElse(from.compareTo(length) < 0 ? length : from);
    if (to.isPresent() && until.compareTo(from) <= 0) {
      section.fault("to", "must be after from, " + Quantities.show(from));
      return from.plusSeconds(1);
    }
    return until;
  }
}
