package dev.tidegate.api.nodes;

import dev.tidegate.model.Cell;
import dev.tidegate.model.Rows;
import java.util.List;
import java.util.SortedMap;

/**
 * A map by cells that come in order: made of them without sorting them again, since a leader reads
 * some ten thousands each second.
 */
final class ByCell<V> extends Rows<Cell, V> {
  private final List<V> values;

  private ByCell(Cell[] cells, List<V> values) {
    super(cells);
    this.values = values;
  }

  /**
   * @param cells in order, each once
   * @param values one a cell
   */
  static <V> SortedMap<Cell, V> of(List<Cell> cells, List<V> values) {
    return new ByCell<>(cells.toArray(Cell[]::new), List.copyOf(values));
  }

  @Override
  protected V make(int place) {
    return values.get(place);
  }
}
