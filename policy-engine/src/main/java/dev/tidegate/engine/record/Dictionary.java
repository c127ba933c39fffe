package dev.tidegate.engine.record;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names that are written once and then stand for a number: the next one free means that a name
 * follows. One side's is filled by writing, the other's by reading the same bytes.
 *
 * <pre>
 * name: its number; if new, its text
 * cell: distance of its number from the last cell's, zigzag; if new, four names
 * </pre>
 */
final class Dictionary {
  private static final int MOST = 1_000_000;

  private final Map<String, Integer> nameNumbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Map<Cell, Integer> cellNumbers = new HashMap<>();
  private final List<Cell> cells = new ArrayList<>();
  private int next;

  void name(String name, VarWriter out) {
    Integer known = nameNumbers.putIfAbsent(name, nameNumbers.size());
    out.number(known == null ? nameNumbers.size() - 1L : known);
    if (known == null) {
      out.text(name);
    }
  }

  String name(VarReader in) {
    long number = in.number();
    if (number == names.size() && number < MOST) {
      names.add(in.text());
    } else if (number < 0 || number >= names.size()) {
      throw in.refused("no such name: " + number);
    }
    return names.get((int) number);
  }

  /** Each message begins to count its cells at the first. */
  void rewind() {
    next = 0;
  }

  void cell(Cell cell, VarWriter out) {
    Integer known = cellNumbers.putIfAbsent(cell, cellNumbers.size());
    int number = known == null ? cellNumbers.size() - 1 : known;
    out.signed((long) number - next);
    next = number + 1;
    if (known == null) {
      name(cell.place().service(), out);
      name(cell.place().region(), out);
      name(cell.place().network(), out);
      name(cell.cdn(), out);
    }
  }

  Cell cell(VarReader in) {
    long number = next + in.signed();
    if (number == cells.size() && number < MOST) {
      cells.add(Cell.of(name(in), name(in), name(in), name(in)));
    } else if (number < 0 || number >= cells.size()) {
      throw in.refused("no such cell: " + number);
    }
    next = (int) number + 1;
    return cells.get((int) number);
  }
}
