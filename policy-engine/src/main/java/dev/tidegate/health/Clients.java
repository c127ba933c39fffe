package dev.tidegate.health;

import dev.tidegate.model.Policy;
import dev.tidegate.tape.Tape;
import dev.tidegate.telemetry.ClientDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Faults of one class of clients: an app version or a device that fares far worse on a CDN than all
 * other classes of its kind do there, and than it usually does itself. What such a class adds to a
 * CDN's badness is the client's, not the CDN's.
 *
 * <pre>
 * blamed : q - max(others on the CDN, own usual) &gt; network-min-effect and z &gt; flag-z,
 *          30 effective samples or more in both arms
 * </pre>
 */
final class Clients {
  /** More classes than these are not told apart. */
  static final int MOST = 64;

  private static final double SAMPLES = 30;
  private static final double USUAL_SAMPLES = 200;

  /** A class that is most of a CDN's traffic leaves nobody to compare it with. */
  private static final double MOST_SHARE = 0.7;

  /** What is counted of one class. */
  private static final class Counted {
    final Tally[][] byCdn;

    /** What came in this step. */
    final Tally[][] fresh;

    /** Over all CDNs, with the baseline's half-life while it is not blamed. */
    final Tally[] usual = Tally.perRate();

    Counted(int cdns) {
      byCdn = new Tally[cdns][];
      fresh = new Tally[cdns][];
      for (int c = 0; c < cdns; c++) {
        byCdn[c] = Tally.perRate();
        fresh[c] = Tally.perRate();
      }
    }

    void carry(Tape t) {
      for (int rate = 0; rate < 2; rate++) {
        for (Tally[] cdn : byCdn) {
          cdn[rate].carry(t);
        }
        usual[rate].carry(t);
      }
    }

    double usual(int rate) {
      Tally known = usual[rate];
      return known.effective() >= USUAL_SAMPLES ? known.x / known.n : 0;
    }

    boolean forgotten() {
      double n = usual[0].n + usual[1].n;
      for (Tally[] cdn : byCdn) {
        n += cdn[0].n + cdn[1].n;
      }
      return n < 0.01;
    }
  }

  /**
   * The class that adds most to a CDN's badness.
   *
   * @param usual the rate that it would have without a fault of its own
   */
  private record Blame(Optional<String> client, double excess, double usual) {
    static final Blame NOBODY = new Blame(Optional.empty(), 0, 0);
  }

  private final SortedMap<String, Counted> classes = new TreeMap<>();
  private final double[][] believed;
  private Optional<String> blamed = Optional.empty();
  private Optional<Instant> since = Optional.empty();

  Clients(int cdns) {
    believed = new double[cdns][2];
    for (double[] rates : believed) {
      java.util.Arrays.fill(rates, 1);
    }
  }

  void carry(Tape t) {
    t.byWord(classes, new Counted(0), this::carry);
    for (double[] rates : believed) {
      t.reals(rates);
    }
    blamed = t.optional(blamed, "", Tape::word);
    since = t.optional(since, Instant.EPOCH, Tape::instant);
  }

  private Counted carry(Tape t, Counted counted) {
    Counted carried = t.plays() ? new Counted(believed.length) : counted;
    carried.carry(t);
    return carried;
  }

  void receive(ClientDigest digest, int cdn) {
    Counted counted = classes.get(digest.client());
    if (counted == null && classes.size() < MOST) {
      counted = new Counted(believed.length);
      classes.put(digest.client(), counted);
    }
    if (counted != null) {
      for (Rate rate : Rate.all()) {
        rate.addTo(counted.byCdn[cdn][rate.index], digest.counts());
        rate.addTo(counted.fresh[cdn][rate.index], digest.counts());
      }
    }
  }

  /** The part of a CDN's badness that is no client's. */
  double believed(int cdn, int rate) {
    return believed[cdn][rate];
  }

  /** The class at fault, once one has been for {@code seconds}. */
  Optional<String> blamed(double seconds, Instant now) {
    boolean lasts =
        since.filter(s -> !s.plusMillis((long) (seconds * 1000)).isAfter(now)).isPresent();
    return lasts ? blamed : Optional.empty();
  }

  /** Looks for classes to blame, and ages what is remembered by {@code dt} seconds. */
  void step(Policy policy, double[] phi, double dt, Instant now) {
    if (classes.isEmpty()) {
      return;
    }
    Blame worst = Blame.NOBODY;
    for (int c = 0; c < believed.length; c++) {
      for (int rate = 0; rate < 2; rate++) {
        Blame blame = blame(c, rate, policy, phi[rate]);
        believed[c][rate] = left(blame, c, rate);
        worst = blame.excess > worst.excess ? blame : worst;
      }
    }
    blamed = worst.client;
    since = blamed.isEmpty() ? Optional.empty() : since.or(() -> Optional.of(now));
    double brief = StrictMath.pow(2, -dt / policy.get(Policy.Key.SHORT_HALF_LIFE));
    double lasting = StrictMath.pow(2, -dt / policy.get(Policy.Key.BASELINE_HALF_LIFE));
    classes.forEach((id, counted) -> age(counted, blamed.equals(Optional.of(id)), brief, lasting));
    classes.values().removeIf(Counted::forgotten);
  }

  private static void age(Counted counted, boolean atFault, double brief, double lasting) {
    for (int rate = 0; rate < 2; rate++) {
      for (Tally[] cdn : counted.byCdn) {
        cdn[rate].decay(brief);
      }
      counted.usual[rate].decay(lasting);
      for (Tally[] cdn : counted.fresh) {
        if (!atFault) {
          counted.usual[rate].add(cdn[rate]);
        }
        cdn[rate].clear();
      }
    }
  }

  private Blame blame(int c, int rate, Policy policy, double phi) {
    Blame worst = Blame.NOBODY;
    for (Map.Entry<String, Counted> e : classes.entrySet()) {
      Tally own = e.getValue().byCdn[c][rate];
      if (own.x > 0 && own.effective() >= SAMPLES) {
        Tally others = others(e.getKey(), c, rate);
        Blame blame = blame(e.getKey(), own, others, e.getValue().usual(rate), policy, phi);
        worst = blame.excess > worst.excess ? blame : worst;
      }
    }
    return worst;
  }

  private static Blame blame(
      String client, Tally own, Tally others, double usual, Policy policy, double phi) {
    double all = own.n + others.n;
    if (others.effective() < SAMPLES || own.n > MOST_SHARE * all) {
      return Blame.NOBODY;
    }
    double excess = own.x / own.n - Math.max(usual, others.x / others.n);
    double p = Math.clamp((own.x + others.x) / all, 0.002, 0.998);
    double inverse = 1 / own.effective() + 1 / others.effective();
    double error = Math.sqrt(phi * p * (1 - p) * inverse);
    if (excess <= policy.get(Policy.Key.NETWORK_MIN_EFFECT)
        || excess <= policy.get(Policy.Key.FLAG_Z) * error) {
      return Blame.NOBODY;
    }
    return new Blame(Optional.of(client), excess * own.n, own.x / own.n - excess);
  }

  /** What is left without the class at fault of what came in this step: a window would lag. */
  private double left(Blame blame, int c, int rate) {
    Counted counted = classes.get(blame.client.orElse(""));
    if (counted == null) {
      return 1;
    }
    Tally own = counted.fresh[c][rate];
    double all = own.x;
    for (Map.Entry<String, Counted> e : classes.entrySet()) {
      boolean alike = kind(e.getKey()).equals(kind(blame.client.orElse("")));
      all += alike && !e.getValue().equals(counted) ? e.getValue().fresh[c][rate].x : 0;
    }
    double adds = Math.max(0, own.x - blame.usual * own.n);
    return all > 0 ? Math.clamp(1 - adds / all, 0, 1) : 1;
  }

  /** The other classes of the same kind on a CDN. */
  private Tally others(String client, int c, int rate) {
    Tally others = new Tally();
    for (Map.Entry<String, Counted> e : classes.entrySet()) {
      if (!e.getKey().equals(client) && kind(e.getKey()).equals(kind(client))) {
        others.add(e.getValue().byCdn[c][rate]);
      }
    }
    return others;
  }

  private static String kind(String client) {
    int colon = client.indexOf(':');
    return colon < 0 ? "" : client.substring(0, colon);
  }
}
