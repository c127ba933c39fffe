package dev.tidegate.model;

import java.util.Comparator;

/** A place and a CDN: the finest thing that is counted and judged. */
public record Cell(Place place, String cdn) implements Comparable<Cell> {
  private static final Comparator<Cell> ORDER =
      Comparator.comparing(Cell::place).thenComparing(Cell::cdn);

  public Cell {
    Ids.require("cdn", cdn);
  }

  public static Cell of(String service, String region, String network, String cdn) {
    return new Cell(new Place(service, region, network), cdn);
  }

  @Override
  public int compareTo(Cell other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return place + "/" + cdn;
  }
}
