package dev.tidegate.api.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.answer.Version;
import dev.tidegate.api.config.ConfigException;
import dev.tidegate.api.config.ConfigLoader;
import dev.tidegate.api.config.TlsFiles;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.record.Entry;
import dev.tidegate.engine.record.Entry.Outcome;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment's file, whole and hurt. */
class SegmentTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
  private static final Version VERSION = new Version(1, 2, "0123abcd");

  @TempDir Path home;

  /** That of every key there is. */
  private Setup setup() throws IOException, ConfigException {
    TlsFiles.into(home);
    for (String name : List.of("GeoLite2-City.mmdb", "GeoLite2-ASN.mmdb")) {
      Files.write(home.resolve(name), new byte[1]);
    }
    Map<String, String> secrets =
        Map.of("TIDEGATE_SESSION_KEY", "0123456789abcdef", "TSIG", "c2VjcmV0", "PDNS", "x");
    try (InputStream yaml = SegmentTest.class.getResourceAsStream("/config/contract.yaml")) {
      return new ConfigLoader(secrets)
          .load(Objects.requireNonNull(yaml).readAllBytes(), home.resolve("contract.yaml"))
          .setup();
    }
  }

  private List<Entry> entries(int ticks, boolean ended) throws IOException, ConfigException {
    Setup setup = setup();
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry.Opening("e", "local", 1, AT, VERSION, new byte[] {1, 2, 3}));
    entries.add(new Entry.Configured(setup, "tick: 1s\n".getBytes(UTF_8)));
    for (int i = 1; i <= ticks; i++) {
      Counts counts = new Counts().add(Count.RAW_REQUESTS, i).add(Count.REQUESTS, 1000L * i);
      CellDigest digest =
          new CellDigest(
              Cell.of("live", "in-west", "jio", "cdn-a"),
              counts,
              new Counts(),
              new LatencyHistogram());
      Inputs inputs =
          new Inputs(
              setup,
              List.of(digest),
              List.of(),
              new TreeMap<>(Map.of(digest.cell(), 1000L * i)),
              new TreeMap<>(),
              List.of(),
              true);
      entries.add(
          new Entry.Tick(
              AT.plusSeconds(i), inputs, new Outcome.Stepped(VERSION, List.of("decision " + i))));
    }
    if (ended) {
      entries.add(new Entry.Ending(Entry.Why.STOPPED, ticks, 0));
    }
    return entries;
  }

  private Path file(List<Entry> entries) throws IOException {
    Path file = home.resolve("segment-" + entries.size() + "-" + System.nanoTime());
    try (SegmentWriter writer = SegmentWriter.create(file)) {
      for (Entry entry : entries) {
        writer.write(entry);
      }
    }
    return file;
  }

  private record Read(List<Entry> entries, Tail tail) {}

  private static Read read(Path file) throws IOException {
    try (SegmentReader reader = SegmentReader.open(file)) {
      List<Entry> entries = new ArrayList<>();
      for (Optional<Entry> e = reader.next(); e.isPresent(); e = reader.next()) {
        entries.add(e.get());
      }
      return new Read(entries, reader.tail());
    }
  }

  /** Entries as text: their arrays have no equality of their own. */
  private static List<String> shown(List<Entry> entries) {
    return entries.stream()
        .map(
            entry ->
                switch (entry) {
                  case Entry.Opening o -> "opening " + o.number() + o.state().length;
                  case Entry.Configured c -> c.setup() + new String(c.text(), UTF_8);
                  case Entry.Tick t -> t.at() + " " + t.inputs().digests() + t.outcome();
                  case Entry.Ending e -> e.toString();
                })
        .toList();
  }

  @Test
  void aWholeSegmentIsReadAsItWasWritten() throws IOException, ConfigException {
    List<Entry> entries = entries(50, true);
    Read read = read(file(entries));
    assertThat(shown(read.entries())).isEqualTo(shown(entries));
    assertThat(((Entry.Configured) read.entries().get(1)).setup()).isEqualTo(setup());
    assertThat(read.tail()).isInstanceOf(Tail.Closed.class);
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException, ConfigException {
    Path file = file(entries(1, true));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aSegmentCutAnywhereIsReadUpToItsLastWholeEntry() throws IOException, ConfigException {
    List<Entry> entries = entries(6, true);
    byte[] whole = Files.readAllBytes(file(entries));
    List<String> all = shown(entries);
    int most = 0;
    for (int length = Frames.FILE_HEAD; length < whole.length; length += 7) {
      Path cut = Files.write(home.resolve("cut"), Arrays.copyOf(whole, length));
      Read read = read(cut);
      List<String> got = shown(read.entries());
      assertThat(got).as("cut at %d", length).isEqualTo(all.subList(0, got.size()));
      assertThat(got.size()).as("cut at %d", length).isGreaterThanOrEqualTo(most);
      assertThat(read.tail()).as("cut at %d", length).isNotInstanceOf(Tail.Closed.class);
      most = got.size();
    }
    assertThat(most).isGreaterThanOrEqualTo(entries.size() - 2);
  }

  @Test
  void aChangedByteIsNoticed() throws IOException, ConfigException {
    List<Entry> entries = entries(20, true);
    List<String> all = shown(entries);
    byte[] whole = Files.readAllBytes(file(entries));
    Random random = new Random(3);
    for (int run = 0; run < 300; run++) {
      byte[] hurt = whole.clone();
      int at = Frames.FILE_HEAD + random.nextInt(hurt.length - Frames.FILE_HEAD);
      hurt[at] ^= (byte) (1 + random.nextInt(255));
      Read read = read(Files.write(home.resolve("hurt"), hurt));
      List<String> got = shown(read.entries());
      assertThat(got).as("byte %d", at).isEqualTo(all.subList(0, got.size()));
      assertThat(got.size()).as("byte %d", at).isLessThan(all.size());
      assertThat(read.tail()).as("byte %d", at).isInstanceOf(Tail.Torn.class);
    }
  }

  @Test
  void garbageIsRefusedOrReadAsNothing() throws IOException {
    Random random = new Random(4);
    for (int run = 0; run < 200; run++) {
      byte[] garbage = new byte[random.nextInt(5_000)];
      random.nextBytes(garbage);
      if (random.nextBoolean() && garbage.length > Frames.FILE_HEAD) {
        System.arraycopy(Frames.MAGIC, 0, garbage, 0, Frames.MAGIC.length);
        garbage[Frames.MAGIC.length] = 0;
        garbage[Frames.MAGIC.length + 1] = (byte) Frames.FORM;
        Read read = read(Files.write(home.resolve("garbage"), garbage));
        assertThat(read.entries()).as("run %d", run).isEmpty();
        assertThat(read.tail()).as("run %d", run).isInstanceOf(Tail.Torn.class);
      } else {
        Path file = Files.write(home.resolve("garbage"), garbage);
        assertThatThrownBy(() -> read(file))
            .as("run %d", run)
            .isInstanceOf(RecordingException.class)
            .hasMessageContaining("is not a recording of Tidegate");
      }
    }
  }

  @Test
  void anotherFormIsNamed() throws IOException, ConfigException {
    byte[] whole = Files.readAllBytes(file(entries(1, true)));
    whole[Frames.FILE_HEAD - 1] = 9;
    Path file = Files.write(home.resolve("form"), whole);
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("of form 9; this program reads form 1");
  }
}
