package dev.tidegate.health;

import dev.tidegate.tape.Tape;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is counted of one class of clients: on each CDN in each place. */
final class ClientPlaces {
  private static final double USUAL_SAMPLES = 200;
  private static final double LEAST = 0.01;

  /** The class in one place; all that is remembered of it there decays. */
  static final class There {
    final Tally[][] byCdn;

    /** What came in this step. */
    final Tally[][] fresh;

    /** All classes of its kind in this place, this one among them: of this step alone. */
    Tally[][] kind = {};

    There(int cdns) {
      byCdn = new Tally[cdns][];
      fresh = new Tally[cdns][];
      for (int c = 0; c < cdns; c++) {
        byCdn[c] = Tally.perRate();
        fresh[c] = Tally.perRate();
      }
    }

    boolean forgotten() {
      double n = 0;
      for (Tally[] cdn : byCdn) {
        n += cdn[0].n + cdn[1].n;
      }
      return n < LEAST;
    }

    void carry(Tape t) {
      for (Tally[] cdn : byCdn) {
        cdn[0].carry(t);
        cdn[1].carry(t);
      }
    }
  }

  private final int cdns;
  final SortedMap<String, There> places = new TreeMap<>();

  /** Over all CDNs and places, with the baseline's half-life while it is not blamed. */
  private final Tally[] usual = Tally.perRate();

  ClientPlaces(int cdns) {
    this.cdns = cdns;
  }

  /** The rate that it always has; 0 if not known. */
  double usual(int rate) {
    Tally known = usual[rate];
    return known.effective() >= USUAL_SAMPLES ? known.x / known.n : 0;
  }

  /** Ages all by factors; what is at fault now does not become usual. */
  void age(boolean atFault, double brief, double lasting) {
    for (int rate = 0; rate < 2; rate++) {
      usual[rate].decay(lasting);
      for (There there : places.values()) {
        for (int c = 0; c < cdns; c++) {
          there.byCdn[c][rate].decay(brief);
          if (!atFault) {
            usual[rate].add(there.fresh[c][rate]);
          }
          there.fresh[c][rate].clear();
        }
      }
    }
    places.values().removeIf(There::forgotten);
  }

  boolean forgotten() {
    return places.isEmpty() && usual[0].n + usual[1].n < LEAST;
  }

  void carry(Tape t) {
    t.byWord(
        places,
        new There(0),
        (tape, there) -> {
          There carried = tape.plays() ? new There(cdns) : there;
          carried.carry(tape);
          return carried;
        });
    usual[0].carry(t);
    usual[1].carry(t);
  }
}
