package dev.tidegate.api.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments in their directory. */
class SegmentFilesTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:15:00Z");

  @TempDir Path home;

  private Path segment(SegmentFiles files, int bytes, Instant at) throws IOException {
    return Files.write(files.path(files.nextNumber(), at), new byte[bytes]);
  }

  @Test
  void numbersRiseWhateverTheClockDoes() throws IOException {
    SegmentFiles files = new SegmentFiles(home.resolve("a/b"));
    Path first = segment(files, 1, AT);
    Path second = segment(files, 1, AT.minusSeconds(86_400));
    assertThat(first).hasFileName("0000000001-20261122T101500Z.tgrec");
    assertThat(second).hasFileName("0000000002-20261121T101500Z.tgrec");
    assertThat(files.all()).containsExactly(first, second);
  }

  @Test
  void theOldestGoAndOtherFilesStay() throws IOException {
    SegmentFiles files = new SegmentFiles(home);
    Path other = Files.write(home.resolve("0000000000-notes.tgrec"), new byte[1_000]);
    for (int i = 0; i < 5; i++) {
      segment(files, 100, AT.plusSeconds(i));
    }
    List<Path> all = files.all();
    files.trim(250);
    assertThat(files.all()).isEqualTo(all.subList(3, 5));
    files.trim(0);
    assertThat(files.all()).as("the newest stays").isEqualTo(all.subList(4, 5));
    assertThat(files.nextNumber()).isEqualTo(6);
    assertThat(other).exists();
  }

  @Test
  void aDirectoryWithoutAnySaysSo() {
    assertThatThrownBy(() -> SegmentFiles.of(home)).hasMessageContaining("holds no recordings");
  }
}
