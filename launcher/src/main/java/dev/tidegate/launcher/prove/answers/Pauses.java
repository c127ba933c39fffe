package dev.tidegate.launcher.prove.answers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * When a Java program stood still, and why, as its virtual machine wrote it down: every safepoint,
 * garbage collections among them, from the first thread that was asked to stop to the last that
 * went on.
 */
final class Pauses {
  private static final Pattern SAFEPOINT =
      Pattern.compile("Safepoint \"([^\"]+)\".* Total: *(\\d+) ns");

  private final Path log;
  private long passed;

  /** One time of standing still. */
  record Pause(String cause, double millis) {}

  /**
   * @param log where the program writes them, see {@link #option}
   */
  Pauses(Path log) {
    this.log = log;
  }

  /** The option of Java that writes them to {@code log}. */
  static String option(Path log) {
    return "-Xlog:safepoint:file=" + log + ":uptime:filecount=0";
  }

  /** Forgets those so far: of the start, and of warming up. */
  void begin() throws IOException {
    passed = lines().size();
  }

  /** Those since {@link #begin}. */
  List<Pause> seen() throws IOException {
    return lines().stream().skip(passed).flatMap(line -> read(line).stream()).toList();
  }

  /** The longest since {@link #begin}. */
  Optional<Pause> longest() throws IOException {
    return seen().stream().max(Comparator.comparingDouble(Pause::millis));
  }

  private List<String> lines() throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.toList();
    }
  }

  /** One line of the log; empty if it tells of something else. */
  static Optional<Pause> read(String line) {
    Matcher matcher = SAFEPOINT.matcher(line);
    return matcher.find()
        ? Optional.of(new Pause(matcher.group(1), Long.parseLong(matcher.group(2)) / 1e6))
        : Optional.empty();
  }
}
