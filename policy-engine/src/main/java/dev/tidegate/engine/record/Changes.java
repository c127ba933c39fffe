package dev.tidegate.engine.record;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import dev.tidegate.telemetry.Witness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What changed in a map by cell since the tick before: most cells are as they were. */
final class Changes {
  private static final Witness NOBODY = new Witness(0, 0, 0, 0, false);

  private final Dictionary dictionary;

  Changes(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  void viewers(SortedMap<Cell, Long> from, SortedMap<Cell, Long> to, VarWriter out) {
    List<Cell> changed = changed(from, to);
    begin(changed, out);
    for (Cell cell : changed) {
      dictionary.cell(cell, out);
      Long now = to.get(cell);
      out.yes(now != null);
      if (now != null) {
        out.signed(now - from.getOrDefault(cell, 0L));
      }
    }
  }

  void witnesses(SortedMap<Cell, Witness> from, SortedMap<Cell, Witness> to, VarWriter out) {
    List<Cell> changed = changed(from, to);
    begin(changed, out);
    for (Cell cell : changed) {
      dictionary.cell(cell, out);
      Witness now = to.get(cell);
      out.yes(now != null);
      if (now != null) {
        Witness old = from.getOrDefault(cell, NOBODY);
        out.signed((long) now.sessionsBad() - old.sessionsBad());
        out.signed((long) now.sessions() - old.sessions());
        out.signed((long) now.bucketsBad() - old.bucketsBad());
        out.signed((long) now.bucketsPopulated() - old.bucketsPopulated());
        out.yes(now.prefixOverCap());
        out.real(now.failureKept());
        out.real(now.stallKept());
      }
    }
  }

  SortedMap<Cell, Long> readViewers(SortedMap<Cell, Long> from, VarReader in) {
    SortedMap<Cell, Long> to = new TreeMap<>(from);
    for (int i = count(in); i > 0; i--) {
      Cell cell = dictionary.cell(in);
      if (in.yes()) {
        to.put(cell, from.getOrDefault(cell, 0L) + in.signed());
      } else {
        to.remove(cell);
      }
    }
    return Collections.unmodifiableSortedMap(to);
  }

  SortedMap<Cell, Witness> readWitnesses(SortedMap<Cell, Witness> from, VarReader in) {
    SortedMap<Cell, Witness> to = new TreeMap<>(from);
    for (int i = count(in); i > 0; i--) {
      Cell cell = dictionary.cell(in);
      if (in.yes()) {
        Witness old = from.getOrDefault(cell, NOBODY);
        to.put(
            cell,
            new Witness(
                (int) (old.sessionsBad() + in.signed()),
                (int) (old.sessions() + in.signed()),
                (int) (old.bucketsBad() + in.signed()),
                (int) (old.bucketsPopulated() + in.signed()),
                in.yes(),
                in.real(),
                in.real()));
      } else {
        to.remove(cell);
      }
    }
    return Collections.unmodifiableSortedMap(to);
  }

  private static <V> List<Cell> changed(SortedMap<Cell, V> from, SortedMap<Cell, V> to) {
    TreeSet<Cell> all = new TreeSet<>(from.keySet());
    all.addAll(to.keySet());
    List<Cell> changed = new ArrayList<>();
    for (Cell cell : all) {
      if (!Objects.equals(from.get(cell), to.get(cell))) {
        changed.add(cell);
      }
    }
    return changed;
  }

  private void begin(List<Cell> changed, VarWriter out) {
    out.number(changed.size());
    dictionary.rewind();
  }

  private int count(VarReader in) {
    dictionary.rewind();
    return in.count(TickCoding.MOST_CELLS);
  }
}
