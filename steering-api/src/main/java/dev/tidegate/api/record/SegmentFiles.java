package dev.tidegate.api.record;

import dev.tidegate.api.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The segments of one directory, each named by its number and the time it begins: {@code
 * 0000000042-20261122T101500Z.tgrec}. Numbers rise, whatever the clock does. Other files there are
 * never touched.
 */
public final class SegmentFiles {
  private static final Pattern NAME = Pattern.compile("(\\d{10})-\\d{8}T\\d{6}Z\\.tgrec");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path directory;

  /**
   * @param directory may not be there yet
   */
  public SegmentFiles(Path directory) {
    this.directory = directory;
  }

  /** What a person named: one segment, or all of a directory in the order they were written. */
  public static List<Path> of(Path named) throws IOException {
    if (!Files.isDirectory(named)) {
      return List.of(named);
    }
    List<Path> all = new SegmentFiles(named).all();
    if (all.isEmpty()) {
      throw new RecordingException(named + " holds no recordings (*.tgrec)");
    }
    return all;
  }

  /** Oldest first; none if there is no directory. */
  List<Path> all() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }

  /** The number that follows the highest there is. */
  long nextNumber() throws IOException {
    List<Path> all = all();
    if (all.isEmpty()) {
      return 1;
    }
    Matcher m = NAME.matcher(all.getLast().getFileName().toString());
    return m.matches() ? Long.parseLong(m.group(1)) + 1 : 1;
  }

  /** Where a segment goes; makes the directory. */
  Path path(long number, Instant at) throws IOException {
    PrivateFiles.createDirectories(directory);
    return directory.resolve(String.format(Locale.ROOT, "%010d-%s.tgrec", number, TIME.format(at)));
  }

  /** What all of them take. */
  long bytes() throws IOException {
    long sum = 0;
    for (Path file : all()) {
      sum += Files.size(file);
    }
    return sum;
  }

  /** What the file system has left. */
  long free() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  /** Deletes the oldest until they take no more than {@code most}, but never the newest. */
  void trim(long most) throws IOException {
    List<Path> all = all();
    long sum = bytes();
    for (int i = 0; i < all.size() - 1 && sum > most; i++) {
      sum -= Files.size(all.get(i));
      Files.delete(all.get(i));
    }
  }
}
