package dev.tidegate.engine.record;

import dev.tidegate.engine.record.Entry.Configured;
import dev.tidegate.engine.record.Entry.Ending;
import dev.tidegate.engine.record.Entry.Opening;
import dev.tidegate.engine.record.Entry.Tick;
import dev.tidegate.model.Setup;
import dev.tidegate.telemetry.VarWriter;
import java.time.Instant;

/**
 * Turns the entries of one segment into bytes, in order: later ones lean on earlier ones.
 *
 * <pre>
 * opening   : names of the counts, engine, node, number, time, version, state
 * configured: setup (a block), text (a block)
 * tick      : see TickCoding
 * ending    : why, ticks, dropped
 * </pre>
 */
public final class EntryWriter {
  static final byte OPENING = 1;

  /** The kind of a {@link Configured}, whose text can be had even where its setup cannot. */
  public static final byte CONFIGURED = 2;

  static final byte TICK = 3;
  static final byte ENDING = 4;

  private final TickCoding ticks = new TickCoding();

  /** What kind of entry the bytes are, as {@link EntryReader} wants to know it: 1 to 4. */
  public static byte kind(Entry entry) {
    return switch (entry) {
      case Opening _ -> OPENING;
      case Configured _ -> CONFIGURED;
      case Tick _ -> TICK;
      case Ending _ -> ENDING;
    };
  }

  /**
   * The next entry's bytes.
   *
   * @throws IllegalArgumentException if a tick has more cells than a recording takes; nothing more
   *     can then be written to this segment
   */
  public byte[] write(Entry entry) {
    VarWriter out = new VarWriter();
    switch (entry) {
      case Opening opening -> write(opening, out);
      case Configured configured -> {
        VarWriter setup = new VarWriter();
        TreeCoding.write(Setup.class, configured.setup(), setup);
        out.block(setup.done());
        out.block(configured.text());
      }
      case Tick tick -> ticks.write(tick, out);
      case Ending ending -> {
        out.text(ending.why().name());
        out.number(ending.ticks());
        out.number(ending.dropped());
      }
    }
    return out.done();
  }

  private static void write(Opening opening, VarWriter out) {
    out.text(CountCoding.names());
    out.text(opening.engine());
    out.text(opening.node());
    out.number(opening.number());
    out.instant(opening.at(), Instant.EPOCH);
    out.text(opening.version().toString());
    out.block(opening.state());
  }
}
