package dev.tidegate.model;

/** A place and a CDN: the finest thing that is counted and judged. */
public record Cell(Place place, String cdn) implements Comparable<Cell> {
  public Cell {
    Ids.require("cdn", cdn);
  }

  public static Cell of(String service, String region, String network, String cdn) {
    return new Cell(new Place(service, region, network), cdn);
  }

  @Override
  public int compareTo(Cell other) {
    int order = place.compareTo(other.place);
    return order == 0 ? cdn.compareTo(other.cdn) : order;
  }

  @Override
  public String toString() {
    return place + "/" + cdn;
  }
}
