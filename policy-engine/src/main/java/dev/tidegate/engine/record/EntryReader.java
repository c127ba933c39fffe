package dev.tidegate.engine.record;

import dev.tidegate.answer.Version;
import dev.tidegate.engine.record.Entry.Configured;
import dev.tidegate.engine.record.Entry.Ending;
import dev.tidegate.engine.record.Entry.Opening;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.VarReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads the entries of one segment, in order. Whatever the bytes are, the outcome is an entry or an
 * {@link IllegalArgumentException}, and the memory taken is bounded by them.
 */
public final class EntryReader {
  private final TickCoding ticks = new TickCoding();
  private Optional<Setup> setup = Optional.empty();
  private boolean opened;

  /**
   * The next entry.
   *
   * @param kind as {@link EntryWriter#kind} gave it
   * @throws IllegalArgumentException if the bytes are none such, or those of an engine that knows
   *     other things; nothing more can then be read of this segment
   */
  public Entry read(byte kind, byte[] bytes) {
    try {
      return entry(kind, new VarReader(bytes));
    } catch (ArithmeticException | ClassCastException | DateTimeException e) {
      throw new IllegalArgumentException("a value that cannot be: " + e.getMessage(), e);
    }
  }

  private Entry entry(byte kind, VarReader in) {
    if (opened == (kind == EntryWriter.OPENING)) {
      throw in.refused(opened ? "a second opening" : "no opening");
    }
    Entry entry =
        switch (kind) {
          case EntryWriter.OPENING -> opening(in);
          case EntryWriter.CONFIGURED -> configured(in);
          case EntryWriter.TICK ->
              ticks.read(in, setup.orElseThrow(() -> in.refused("no configuration")));
          case EntryWriter.ENDING ->
              new Ending(Entry.Why.valueOf(in.text()), in.number(), in.number());
          default -> throw in.refused("unknown kind " + kind);
        };
    in.end();
    return entry;
  }

  /** The text of a {@link Configured}, even if its setup cannot be read by this engine. */
  public static byte[] text(byte[] configured) {
    VarReader in = new VarReader(configured);
    in.block();
    return in.block();
  }

  private Opening opening(VarReader in) {
    if (!in.text().equals(CountCoding.names())) {
      throw new IllegalArgumentException("it was recorded by an engine that counts other things");
    }
    opened = true;
    return new Opening(
        in.text(),
        in.text(),
        in.number(),
        in.instant(Instant.EPOCH),
        Version.parse(in.text()),
        in.block());
  }

  private Configured configured(VarReader in) {
    VarReader tree = new VarReader(in.block());
    Setup read = (Setup) TreeCoding.read(Setup.class, tree);
    tree.end();
    setup = Optional.of(read);
    return new Configured(read, in.block());
  }
}
