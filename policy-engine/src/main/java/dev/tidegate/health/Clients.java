package dev.tidegate.health;

import dev.tidegate.health.ClientPlaces.There;
import dev.tidegate.model.Policy;
import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.Counts;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Faults of one class of clients: an app version or a device that fares far worse on a CDN than all
 * other classes of its kind do there, and than it usually does itself. What such a class adds to a
 * CDN's badness is the client's, not the CDN's.
 *
 * <pre>
 * places     : those in which both the class and others of its kind are heard on the CDN
 * w          : n n' / (n + n') of a place, n and n' the effective samples of the class and the others
 * difference : sum(w (q - q')) / sum(w), q and q' their rates (Mantel and Haenszel, 1959)
 * error      : sqrt(PHI p (1 - p) / sum(w)), p the rate of both together
 * blamed     : min(difference, q - own usual) &gt; network-min-effect and &gt; flag-z errors,
 *              30 effective samples or more in both arms
 * taken off  : of what fails of the class in a place, the part beyond what the others there fail
 *              (20 samples at the others' rate everywhere added), or is usual of the class; never
 *              more than the difference and 2 errors of the class's rate there
 * at once    : of a class that was not at fault in the step before, the same of what windows hold
 *              already, down to what the others there fail
 * </pre>
 *
 * <p>A class is held against others in the same place, since classes are not spread evenly: where a
 * network's way to a CDN is ill, all of its phones fail, and most phones may be there.
 */
final class Clients {
  /** More classes than these are not told apart. */
  static final int MOST = 64;

  /** Classes times places; what comes beyond is not told apart. */
  static final int MOST_PLACES = 32_768;

  private static final double SAMPLES = 30;

  /** What others do in a place leans on what they do everywhere by so many samples. */
  private static final double LEAN = 20;

  /** Its rate in a place strays by so many standard errors from what it is everywhere. */
  private static final double STRAYS = 2;

  /** A class that is most of a CDN's traffic leaves nobody to compare it with. */
  private static final double MOST_SHARE = 0.7;

  /** What is less than this part of the whole is what subtraction leaves of nothing. */
  private static final double NOTHING = 1e-6;

  /** Of which class, and where. */
  private record Key(String client, String place) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = client.compareTo(other.client);
      return order == 0 ? place.compareTo(other.place) : order;
    }
  }

  /**
   * The class that adds most to a CDN's badness.
   *
   * @param difference by how much its rate is beyond what it would be without a fault of its own
   * @param others the rate of the others of its kind, where both are
   */
  private record Blame(Optional<String> client, double adds, double difference, double others) {
    static final Blame NOBODY = new Blame(Optional.empty(), 0, 0, 0);
  }

  /**
   * What windows hold of a class that was not known to be at fault.
   *
   * @param adds bad samples beyond the others', as old ones count in the short window
   * @param others the rate of the others there
   */
  record Past(double adds, double others) {
    /** Takes it off a window. */
    void takeOff(Tally window) {
      window.x = Math.min(window.x, Math.max(window.x - adds, others * window.n));
    }
  }

  /** A class beside the others of its kind, over all places in which both are. */
  private static final class Both {
    final Tally own = new Tally();
    final Tally others = new Tally();
    double weight;
    double difference;

    void add(Tally here, Tally beside) {
      double mine = here.effective();
      double theirs = beside.effective();
      if (mine > 0 && theirs > 0) {
        double w = mine * theirs / (mine + theirs);
        weight += w;
        difference += w * (here.x / here.n - beside.x / beside.n);
        own.add(here);
        others.add(beside);
      }
    }
  }

  private final int cdns;
  private final SortedMap<String, ClientPlaces> classes = new TreeMap<>();

  /**
   * What came in this step, by CDN: whole numbers, so that the order of digests does not matter.
   */
  private final SortedMap<Key, Counts[]> heard = new TreeMap<>();

  /** By place, CDN and rate: what the class at fault adds to what came in this step. */
  private final SortedMap<String, double[][]> adds = new TreeMap<>();

  /** The same of what windows held already when the class came to be at fault. */
  private final SortedMap<String, @Nullable Past[][]> past = new TreeMap<>();

  private Optional<String> blamed = Optional.empty();
  private Optional<Instant> since = Optional.empty();

  Clients(int cdns) {
    this.cdns = cdns;
  }

  void carry(Tape t) {
    t.byWord(
        classes,
        new ClientPlaces(0),
        (tape, known) -> {
          ClientPlaces carried = tape.plays() ? new ClientPlaces(cdns) : known;
          carried.carry(tape);
          return carried;
        });
    blamed = t.optional(blamed, "", Tape::word);
    since = t.optional(since, Instant.EPOCH, Tape::instant);
  }

  /** Where something is counted: of a region's network. */
  static String place(String region, String network) {
    return region + "~" + network;
  }

  /** Takes in what was heard of a class on a CDN in a place. */
  void receive(String client, String place, int cdn, Counts counts) {
    Counts[] byCdn = heard.computeIfAbsent(new Key(client, place), k -> new Counts[cdns]);
    byCdn[cdn] = byCdn[cdn] == null ? new Counts().add(counts) : byCdn[cdn].add(counts);
  }

  /** What the class at fault adds to what came of a CDN in a place in this step. */
  double adds(String place, int cdn, int rate) {
    double[][] there = adds.get(place);
    return there == null ? 0 : there[cdn][rate];
  }

  /** Whether a class has just come to be at fault somewhere, so that there is a past to ask for. */
  boolean hasPast() {
    return !past.isEmpty();
  }

  /** What windows hold of a class that has just come to be at fault there. */
  @Nullable Past past(String place, int cdn, int rate) {
    @Nullable Past[][] there = past.get(place);
    return there == null ? null : there[cdn][rate];
  }

  /** The class at fault, once one has been for {@code seconds}. */
  Optional<String> blamed(double seconds, Instant now) {
    boolean lasts =
        since.filter(s -> !s.plusMillis((long) (seconds * 1000)).isAfter(now)).isPresent();
    return lasts ? blamed : Optional.empty();
  }

  /** Looks for classes to blame, and ages what is remembered by {@code dt} seconds. */
  void step(Policy policy, double[] phi, double dt, Instant now) {
    adds.clear();
    past.clear();
    takeIn();
    if (classes.isEmpty()) {
      return;
    }
    Blame worst = Blame.NOBODY;
    together();
    for (int c = 0; c < cdns; c++) {
      for (int rate = 0; rate < 2; rate++) {
        Blame blame = blame(c, rate, policy, phi[rate]);
        takeOff(blame, c, rate, phi[rate]);
        worst = blame.adds > worst.adds ? blame : worst;
      }
    }
    blamed = worst.client;
    since = blamed.isEmpty() ? Optional.empty() : since.or(() -> Optional.of(now));
    double brief = StrictMath.pow(2, -dt / policy.get(Policy.Key.SHORT_HALF_LIFE));
    double lasting = StrictMath.pow(2, -dt / policy.get(Policy.Key.BASELINE_HALF_LIFE));
    classes.forEach((id, known) -> known.age(blamed.equals(Optional.of(id)), brief, lasting));
    classes.values().removeIf(ClientPlaces::forgotten);
  }

  private void takeIn() {
    int places = classes.values().stream().mapToInt(known -> known.places.size()).sum();
    for (Map.Entry<Key, Counts[]> e : heard.entrySet()) {
      ClientPlaces known = classes.get(e.getKey().client());
      if (known == null && classes.size() < MOST) {
        known = new ClientPlaces(cdns);
        classes.put(e.getKey().client(), known);
      }
      There there = known == null ? null : known.places.get(e.getKey().place());
      if (known != null && there == null && places < MOST_PLACES) {
        there = new There(cdns);
        known.places.put(e.getKey().place(), there);
        places++;
      }
      if (there != null) {
        add(e.getValue(), there);
      }
    }
    heard.clear();
  }

  private static void add(Counts[] byCdn, There there) {
    for (int c = 0; c < byCdn.length; c++) {
      if (byCdn[c] != null) {
        for (Rate rate : Rate.all()) {
          rate.addTo(there.byCdn[c][rate.index], byCdn[c]);
          rate.addTo(there.fresh[c][rate.index], byCdn[c]);
        }
      }
    }
  }

  /** Puts all classes of a kind in a place together. */
  private void together() {
    Map<Key, Tally[][]> kinds = new HashMap<>();
    classes.forEach(
        (client, known) ->
            known.places.forEach(
                (place, there) -> {
                  there.kind =
                      kinds.computeIfAbsent(
                          new Key(kind(client), place), k -> new There(cdns).byCdn);
                  for (int c = 0; c < cdns; c++) {
                    there.kind[c][0].add(there.byCdn[c][0]);
                    there.kind[c][1].add(there.byCdn[c][1]);
                  }
                }));
  }

  private Blame blame(int c, int rate, Policy policy, double phi) {
    Blame worst = Blame.NOBODY;
    for (Map.Entry<String, ClientPlaces> e : classes.entrySet()) {
      Both both = new Both();
      for (There there : e.getValue().places.values()) {
        Tally own = there.byCdn[c][rate];
        if (own.n > 0) {
          both.add(own, without(there.kind[c][rate], own));
        }
      }
      Blame blame = blame(e.getKey(), both, e.getValue().usual(rate), policy, phi);
      worst = blame.adds > worst.adds ? blame : worst;
    }
    return worst;
  }

  private static Blame blame(String client, Both both, double usual, Policy policy, double phi) {
    Tally own = both.own;
    Tally others = both.others;
    double all = own.n + others.n;
    if (!(own.x > 0)
        || own.effective() < SAMPLES
        || others.effective() < SAMPLES
        || own.n > MOST_SHARE * all) {
      return Blame.NOBODY;
    }
    double excess = Math.min(both.difference / both.weight, own.x / own.n - usual);
    double p = Math.clamp((own.x + others.x) / all, 0.002, 0.998);
    double error = Math.sqrt(phi * p * (1 - p) / both.weight);
    if (excess <= policy.get(Policy.Key.NETWORK_MIN_EFFECT)
        || excess <= policy.get(Policy.Key.FLAG_Z) * error) {
      return Blame.NOBODY;
    }
    return new Blame(Optional.of(client), excess * own.n, excess, others.x / others.n);
  }

  /** Notes what the class at fault adds in each place to what came in this step. */
  private void takeOff(Blame blame, int c, int rate, double phi) {
    ClientPlaces atFault = classes.get(blame.client.orElse(""));
    if (atFault == null) {
      return;
    }
    double usual = atFault.usual(rate);
    boolean begins = !blamed.equals(blame.client);
    atFault.places.forEach(
        (place, there) -> {
          Tally own = there.byCdn[c][rate];
          if (own.x > 0) {
            Tally others = without(there.kind[c][rate], own);
            double theirs = (others.x + LEAN * blame.others) / (others.n + LEAN);
            double mine = own.x / own.n;
            double p = Math.clamp(mine, 0.002, 0.998);
            double error = Math.sqrt(phi * p * (1 - p) / own.effective());
            double due =
                Math.max(Math.max(usual, theirs), mine - blame.difference - STRAYS * error);
            double part = Math.clamp(1 - due / mine, 0, 1);
            double fresh = there.fresh[c][rate].x;
            adds.computeIfAbsent(place, k -> new double[cdns][2])[c][rate] = part * fresh;
            if (begins) {
              past.computeIfAbsent(place, k -> new @Nullable Past[cdns][2])[c][rate] =
                  new Past(part * (own.x - fresh), theirs);
            }
          }
        });
  }

  /** The other classes of the same kind. */
  private static Tally without(Tally all, Tally own) {
    Tally others = new Tally();
    if (all.n - own.n > NOTHING * all.n) {
      others.n = all.n - own.n;
      others.x = Math.max(0, all.x - own.x);
      others.sq = Math.max(0, all.sq - own.sq);
    }
    return others;
  }

  private static String kind(String client) {
    int colon = client.indexOf(':');
    return colon < 0 ? "" : client.substring(0, colon);
  }
}
