package dev.tidegate.api.config;

import dev.tidegate.api.config.TidegateConfig.Recording;
import dev.tidegate.api.config.TidegateConfig.Store;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code recording}: what the engine was told is kept beside the store, unless it is turned off.
 */
final class RecordingReader {
  private static final long GIB = 1L << 30;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private RecordingReader() {}

  static Recording read(Section section, Store store) {
    Path beside =
        switch (store) {
          case Store.Embedded(Path path) -> path;
          case Store.Redis(_, _, var path) -> path;
        };
    return new Recording(
        section.value("enabled", Formats::yesNo, true),
        section.value(
            "path", text -> Formats.path(section.in(), text), beside.resolve("recordings")),
        section.value("limit", Formats::recordingLimit, 2 * GIB),
        section.value("segment", Formats.duration(SHORTEST, LONGEST), Duration.ofMinutes(10)));
  }
}
