package dev.tidegate.health;

import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;
import dev.tidegate.tape.Tape;
import java.util.ArrayList;
import java.util.List;

/** One region of one service: its networks in order of name, and its CDNs. */
final class RegionMemory {
  /** One network of the region. */
  static final class Place {
    final String network;
    final CellMemory[] cells;
    Crossing common = new Crossing();

    Place(String network, int cdns) {
      this.network = network;
      cells = new CellMemory[cdns];
      for (int c = 0; c < cdns; c++) {
        cells[c] = new CellMemory();
      }
    }
  }

  /** More networks than this are counted in the last of them. */
  static final int MOST_NETWORKS = 64;

  final String id;
  final Group group;

  /** The configured shares there. */
  final Weights usual;

  final List<Place> places = new ArrayList<>();
  final Outlet[] outlets;
  Silence silence = new Silence();
  Recent recent = new Recent();

  RegionMemory(Group group, Weights usual, int cdns) {
    this.group = group;
    id = group.region();
    this.usual = usual;
    outlets = new Outlet[cdns];
    for (int c = 0; c < cdns; c++) {
      outlets[c] = new Outlet();
    }
  }

  /** The place of {@code network}, made if need be. */
  Place place(String network) {
    int low = 0;
    int high = places.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = places.get(middle).network.compareTo(network);
      if (order == 0) {
        return places.get(middle);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    if (places.size() >= MOST_NETWORKS) {
      String other = dev.tidegate.model.Place.OTHER;
      return network.equals(other) ? places.getLast() : place(other);
    }
    Place made = new Place(network, outlets.length);
    places.add(low, made);
    return made;
  }

  /** Takes over what {@code old} remembers of the region as a whole. */
  void inherit(RegionMemory old) {
    silence = old.silence;
    recent = old.recent;
    old.places.forEach(p -> place(p.network).common = p.common);
  }

  void carry(Tape t) {
    t.expect(id);
    for (Outlet outlet : outlets) {
      outlet.carry(t);
    }
    silence.carry(t);
    recent.carry(t);
    int size = t.size(places.size());
    for (int i = 0; i < size; i++) {
      String network = t.word(t.plays() ? "" : places.get(i).network);
      if (t.plays()) {
        places.add(new Place(network, outlets.length));
      }
      Place place = places.get(i);
      for (CellMemory cell : place.cells) {
        cell.carry(t);
      }
      place.common.carry(t);
    }
  }
}
