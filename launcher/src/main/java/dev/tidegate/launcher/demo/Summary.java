package dev.tidegate.launcher.demo;

import dev.tidegate.rehearsal.live.Tally;
import dev.tidegate.rehearsal.model.Injection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The figures of a demo.
 *
 * @param dropped what the intake dropped of the beacons that it answered; empty if it is not known
 * @param moved how often viewers moved
 * @param needed viewers that the path of the weights requires to move, at least
 * @param peak highest load over capacity of any CDN without a fault
 * @param lowest least share of the sick CDN since the fault, basis points; {@code before} and
 *     {@code now} likewise
 * @param mended whether the fault is over
 */
record Summary(
    Scenario scenario,
    Optional<Injection> fault,
    OptionalDouble seenAfterSeconds,
    OptionalLong mitigatedAfterSeconds,
    OptionalDouble savedShare,
    Tally tally,
    OptionalLong dropped,
    Moved moved,
    double needed,
    double peak,
    OptionalInt lowest,
    OptionalInt before,
    OptionalInt now,
    boolean mended) {
  private static final JsonMapper JSON = new JsonMapper();

  /** For people. */
  List<String> lines(Duration length) {
    List<String> lines = new ArrayList<>();
    lines.add("Summary: " + scenario.wire() + ", " + scenario.story());
    seenAfterSeconds.ifPresent(s -> lines.add(format("  seen after             %.1f s", s)));
    mitigatedAfterSeconds.ifPresent(s -> lines.add(format("  nine tenths gone after %d s", s)));
    savedShare.ifPresent(
        share ->
            lines.add(
                format(
                    "  bad seconds saved      %.0f %% of those under static weights",
                    100 * share)));
    lines.add(
        format(
            "  viewers moved          %d times (the weights required %.0f); lent as canaries %d times",
            moved.sessions(), needed, moved.canaries()));
    lines.add(format("  peak utilisation       %.2f on any CDN without a fault", peak));
    lines.add(
        format(
            "  answers                %d, failed %d; beacons %d, lost %d",
            tally.answers.sum(),
            tally.answersFailed.sum(),
            tally.beacons.sum(),
            tally.beaconsFailed.sum() + dropped.orElse(0)));
    if (before.isPresent() && lowest.isPresent() && now.isPresent()) {
      lines.add(
          format(
              "  share of the sick CDN  %.1f %% before, %.1f %% at least, %.1f %% at the end",
              before.getAsInt() / 100.0, lowest.getAsInt() / 100.0, now.getAsInt() / 100.0));
    }
    notReached()
        .forEach(what -> lines.add("  not reached in " + length.toSeconds() + " s: " + what));
    return lines;
  }

  /** What a longer demo would have shown. */
  private List<String> notReached() {
    List<String> missing = new ArrayList<>();
    if (scenario.fault().isEmpty()) {
      return missing;
    }
    if (fault.isEmpty()) {
      missing.add("the fault, which begins at the 30th second");
      return missing;
    }
    if (!scenario.moves()) {
      return missing;
    }
    if (seenAfterSeconds.isEmpty()) {
      missing.add("the fault was not seen");
    }
    if (mitigatedAfterSeconds.isEmpty()) {
      missing.add("nine tenths of the harm gone");
    }
    if (!mended) {
      missing.add("the recovery, which begins when the fault is 50 s old");
    } else if (now.orElse(0) < 0.9 * before.orElse(0)) {
      missing.add("the return of the viewers to the CDN that is well again");
    }
    return missing;
  }

  /** For programs: the shape of the wire contract. */
  String json() {
    ObjectNode out = JSON.createObjectNode();
    if (fault.isPresent()) {
      ObjectNode about = out.putObject("fault");
      about
          .put("cdn", fault.get().scope().cdn().orElse("*"))
          .put("region", fault.get().scope().region().orElse("*"))
          .put("kind", fault.get().fault().kind())
          .put("beganAt", fault.get().from().toEpochMilli());
      about.put("seenAfterSeconds", boxed(seenAfterSeconds));
      about.put("mitigatedAfterSeconds", boxed(mitigatedAfterSeconds, 0));
    } else {
      out.putNull("fault");
    }
    out.putObject("moved").put("sessions", moved.sessions()).put("needed", Math.round(needed));
    out.put("peakUtilisation", rounded(peak));
    out.putObject("answers")
        .put("total", tally.answers.sum())
        .put("failed", tally.answersFailed.sum());
    out.putObject("beacons")
        .put("total", tally.beacons.sum())
        .put("dropped", boxed(dropped, tally.beaconsFailed.sum()));
    out.put("badSecondsSavedShare", boxed(savedShare));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(out);
  }

  private static @Nullable Long boxed(OptionalLong value, long more) {
    return value.isPresent() ? (Long) (value.getAsLong() + more) : null;
  }

  private static @Nullable Double boxed(OptionalDouble value) {
    return value.isPresent() ? (Double) rounded(value.getAsDouble()) : null;
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
