package dev.tidegate.api.nodes;

import dev.tidegate.engine.SituationCodec;
import dev.tidegate.model.Cell;
import dev.tidegate.tape.Player;
import dev.tidegate.tape.Recorder;
import dev.tidegate.tape.Tape;
import java.io.ByteArrayOutputStream;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Views as bytes: the form, then, deflated, the situation and the viewers by cell.
 *
 * <p>Believes nothing that comes from outside: what inflates to more than {@value #MOST_BYTES}
 * bytes is refused before it is there.
 */
final class ViewCoding {
  /** Some fifty times what 5 000 cells take. */
  static final int MOST_BYTES = 64 << 20;

  /** Forms from this one to {@link #FORM} are read: a rolling upgrade has both. */
  private static final int OLDEST = 1;

  private static final int FORM = 1;
  private static final Cell NO_CELL = Cell.of("-", "-", "-", "-");

  private ViewCoding() {}

  static byte[] write(View view) {
    Recorder tape = new Recorder();
    tape.block(SituationCodec.bytes(view.situation()));
    SortedMap<Cell, Long> viewers = new TreeMap<>(view.viewers());
    tape.map(viewers, NO_CELL, ViewCoding::cell, 0L, Tape::whole);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(FORM);
    deflate(tape.bytes(), out);
    return out.toByteArray();
  }

  static View read(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] < OLDEST || bytes[0] > FORM) {
      throw new IllegalArgumentException("no view, or one of a form that is not known here");
    }
    Player tape = new Player(inflate(bytes));
    byte[] situation = tape.block(new byte[0]);
    SortedMap<Cell, Long> viewers = new TreeMap<>();
    tape.map(viewers, NO_CELL, ViewCoding::cell, 0L, Tape::whole);
    if (!tape.ended()) {
      throw new IllegalArgumentException("more than a view");
    }
    return new View(SituationCodec.read(situation), viewers);
  }

  private static Cell cell(Tape t, Cell cell) {
    return Cell.of(
        t.word(cell.place().service()),
        t.word(cell.place().region()),
        t.word(cell.place().network()),
        t.word(cell.cdn()));
  }

  private static void deflate(byte[] bytes, ByteArrayOutputStream to) {
    try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] part = new byte[1 << 16];
      while (!deflater.finished()) {
        to.write(part, 0, deflater.deflate(part));
      }
    }
  }

  private static byte[] inflate(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(bytes, 1, bytes.length - 1);
      byte[] part = new byte[1 << 16];
      while (!inflater.finished()) {
        int length = inflater.inflate(part);
        if (length == 0 && !inflater.finished()) {
          throw new IllegalArgumentException("a view that is cut off");
        }
        if (out.size() + length > MOST_BYTES) {
          throw new IllegalArgumentException("a view of more than " + MOST_BYTES + " bytes");
        }
        out.write(part, 0, length);
      }
      if (inflater.getRemaining() > 0) {
        throw new IllegalArgumentException("more than a view");
      }
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("no view: " + e.getMessage(), e);
    }
    return out.toByteArray();
  }
}
