package dev.tidegate.engine.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.answer.Version;
import dev.tidegate.engine.Inputs;
import dev.tidegate.engine.record.Entry.Configured;
import dev.tidegate.engine.record.Entry.Ending;
import dev.tidegate.engine.record.Entry.Opening;
import dev.tidegate.engine.record.Entry.Tick;
import dev.tidegate.engine.record.Entry.Why;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import dev.tidegate.telemetry.Witness;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was written is read as it was; what was not written is refused. */
class EntriesTest {
  private static final int SEEDS = 20;
  private static final int TICKS = 40;

  private static Opening opening() {
    return new Opening(
        "0123456789ab",
        "local",
        42,
        Instant.parse("2026-11-22T10:00:00.5Z"),
        new Version(3, 14, "89abcdef"),
        new byte[] {1, 2, 3});
  }

  @Test
  void whatWasWrittenIsReadAsItWas() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomTicks source = new RandomTicks(seed);
      EntryWriter writer = new EntryWriter();
      EntryReader reader = new EntryReader();
      Opening opened = (Opening) again(opening(), writer, reader);
      assertThat(opened).usingRecursiveComparison().isEqualTo(opening());
      Configured configured = new Configured(source.setup, "tick: 1s\n".getBytes(UTF_8));
      Configured read = (Configured) again(configured, writer, reader);
      assertThat(read.setup()).as("seed %d", seed).isEqualTo(source.setup);
      assertThat(read.text()).isEqualTo(configured.text());
      for (int i = 0; i < TICKS; i++) {
        Tick tick = source.next();
        Tick told = (Tick) again(tick, writer, reader);
        assertThat(inOrder(told)).as("seed %d, tick %d", seed, i).isEqualTo(inOrder(tick));
      }
      Ending ending = new Ending(Why.DROPPED, TICKS, 7);
      assertThat(again(ending, writer, reader)).isEqualTo(ending);
    }
  }

  private static Entry again(Entry entry, EntryWriter writer, EntryReader reader) {
    byte[] bytes = writer.write(entry);
    return reader.read(EntryWriter.kind(entry), bytes);
  }

  /** The order of digests is no part of what they say. */
  private static Tick inOrder(Tick tick) {
    Inputs in = tick.inputs();
    List<CellDigest> sorted = new ArrayList<>(in.digests());
    sorted.sort(Comparator.comparing(CellDigest::cell));
    return new Tick(
        tick.at(),
        new Inputs(
            in.setup(),
            sorted,
            in.probes(),
            in.viewers(),
            in.witnesses(),
            in.overrides(),
            in.storeReachable(),
            in.audiences(),
            in.clients(),
            in.trials()),
        tick.outcome());
  }

  @Test
  void everythingThatAStepIsToldIsRecorded() {
    assertThat(Arrays.stream(Inputs.class.getRecordComponents()).map(RecordComponent::getName))
        .as("whoever adds to the inputs adds to TickCoding, RandomTicks and docs/recordings.md")
        .containsExactly(
            "setup",
            "digests",
            "probes",
            "viewers",
            "witnesses",
            "overrides",
            "storeReachable",
            "audiences",
            "clients",
            "trials");
    assertThat(Witness.class.getRecordComponents()).hasSize(7);
    assertThat(CellDigest.class.getRecordComponents()).hasSize(4);
    assertThat(ProbeResult.class.getRecordComponents()).hasSize(10);
    assertThat(ClientDigest.class.getRecordComponents()).hasSize(3);
    assertThat(TrialDigest.class.getRecordComponents()).hasSize(3);
  }

  @Test
  void theSameEntriesGiveTheSameBytes() {
    assertThat(hex(5)).isEqualTo(hex(5));
  }

  private static List<String> hex(long seed) {
    return bytes(seed).stream().map(HexFormat.of()::formatHex).toList();
  }

  private static List<byte[]> bytes(long seed) {
    RandomTicks source = new RandomTicks(seed);
    EntryWriter writer = new EntryWriter();
    List<byte[]> all = new ArrayList<>();
    all.add(writer.write(opening()));
    all.add(writer.write(new Configured(source.setup, new byte[0])));
    for (int i = 0; i < 20; i++) {
      all.add(writer.write(source.next()));
    }
    return all;
  }

  @Test
  void bytesThatWereChangedAreReadOrRefusedAndNothingElse() {
    Random random = new Random(11);
    List<byte[]> all = bytes(11);
    int refused = 0;
    for (int run = 0; run < 500; run++) {
      EntryReader reader = new EntryReader();
      int which = random.nextInt(all.size());
      try {
        for (int i = 0; i <= which; i++) {
          byte kind =
              i == 0 ? EntryWriter.OPENING : i == 1 ? EntryWriter.CONFIGURED : EntryWriter.TICK;
          reader.read(kind, i == which ? changed(all.get(i), random) : all.get(i));
        }
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  private static byte[] changed(byte[] bytes, Random random) {
    byte[] changed =
        random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
    for (int i = random.nextInt(4); i > 0 && changed.length > 0; i--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
    }
    return changed;
  }

  @Test
  void aSegmentBeginsWithAnOpeningAndAConfiguration() {
    RandomTicks source = new RandomTicks(1);
    EntryWriter writer = new EntryWriter();
    byte[] opening = writer.write(opening());
    byte[] tick = writer.write(source.next());
    assertThatThrownBy(() -> new EntryReader().read(EntryWriter.TICK, tick))
        .hasMessageContaining("no opening");
    EntryReader reader = new EntryReader();
    reader.read(EntryWriter.OPENING, opening);
    assertThatThrownBy(() -> reader.read(EntryWriter.TICK, tick))
        .hasMessageContaining("no configuration");
    assertThatThrownBy(() -> reader.read(EntryWriter.OPENING, opening))
        .hasMessageContaining("second opening");
  }
}
