package dev.tidegate.rehearsal.sim;

import dev.tidegate.model.Cell;
import dev.tidegate.telemetry.Prefixes;
import dev.tidegate.telemetry.Witness;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How widely each cell's badness is shared among its reporters, as the intake's window over the
 * last 45 s or so would say: drawn from the chance that a session, or a bucket of client prefixes,
 * looks worse than the other CDNs' viewers.
 */
final class Testimony {
  private static final double WINDOW = 45;
  private static final double MOST_SESSIONS = 768;
  private static final double EFFECT = 0.0025;
  private static final double LEAST_RATE = 0.001;
  private static final double FEW = 5;

  /** Luck lasts as long as a window does. */
  private static final long LASTS = 30;

  private final Scenario scenario;
  private final Luck luck;
  private final Cell[] cells;
  private final int cdns;
  private final int requests;

  /** Means over the window, by cell: viewers, failing, stalling. */
  private final double[] viewers;

  private final double[] failing;
  private final double[] stalling;

  Testimony(Scenario scenario, Luck luck, Cell[] cells) {
    this.scenario = scenario;
    this.luck = luck;
    this.cells = cells;
    cdns = scenario.cdns().size();
    requests = new Sampling(scenario).requests;
    viewers = new double[cells.length];
    failing = new double[cells.length];
    stalling = new double[cells.length];
  }

  /** Notes how a cell fared in the second that is told of now. */
  void note(int cell, double watching, double fails, double stalls) {
    double keep = 1 - 1 / WINDOW;
    double all = viewers[cell] * keep + watching / WINDOW;
    if (all > 0) {
      double fresh = watching / WINDOW / all;
      failing[cell] += fresh * (fails - failing[cell]);
      stalling[cell] += fresh * (stalls - stalling[cell]);
    }
    viewers[cell] = all;
  }

  SortedMap<Cell, Witness> witnesses(long second) {
    SortedMap<Cell, Witness> all = new TreeMap<>();
    for (int cell = 0; cell < cells.length; cell++) {
      Witness witness = witness(second, cell);
      if (witness.sessions() > 0) {
        all.put(cells[cell], witness);
      }
    }
    return all;
  }

  private Witness witness(long second, int cell) {
    double heard = viewers[cell] * scenario.reporting().sampled();
    luck.at(Luck.Stream.WITNESS, Math.floorDiv(second, LASTS), cell);
    int sessions = (int) Math.round(Math.min(MOST_SESSIONS, heard));
    if (sessions == 0) {
      return new Witness(0, 0, 0, 0, false);
    }
    double others = Math.max(LEAST_RATE, others(cell, failing));
    double othersStall = Math.max(LEAST_RATE, others(cell, stalling));
    double told = Math.max(1, WINDOW / scenario.reporting().interval().toSeconds());
    double session = sessionBad(failing[cell], told);
    int populated =
        (int) Math.round(Reporting.PREFIXES * -StrictMath.expm1(-heard / Reporting.PREFIXES));
    double n = heard * told * requests / Math.max(1, populated);
    double bucket =
        Weather.either(
            bucketBad(failing[cell], others, n), bucketBad(stalling[cell], othersStall, n));
    int lying = lying(second, cell);
    int honest = Math.max(0, populated - lying);
    return new Witness(
        (int) luck.binomial(sessions, session) + lying * sessions / Reporting.PREFIXES,
        sessions,
        (int) luck.binomial(honest, bucket) + Math.min(populated, lying),
        populated,
        lying > 0 && flood(second, cell) > Sampling.PREFIX_TIMES,
        kept(second - scenario.reporting().delay().toSeconds(), cell, n),
        1);
  }

  /**
   * What is left of the reported failures without prefix buckets far off the others, by the
   * engine's own rule. Liars fill the window as long as they have lied.
   *
   * @param second of which beacons tell now
   * @param n requests of an honest bucket in the window
   */
  private double kept(long second, int cell, double n) {
    if (lying(second, cell) == 0) {
      return 1;
    }
    double[] all = new double[Reporting.PREFIXES];
    double[] bad = new double[Reporting.PREFIXES];
    double[] nowAll = new double[Reporting.PREFIXES];
    double[] nowBad = new double[Reporting.PREFIXES];
    java.util.Arrays.fill(all, n);
    java.util.Arrays.fill(bad, n * failing[cell]);
    java.util.Arrays.fill(nowAll, 1);
    java.util.Arrays.fill(nowBad, failing[cell]);
    int at = 0;
    for (Reporting.Liars liars : scenario.reporting().liars()) {
      if (about(liars, second, cell)) {
        double lied = second - liars.when().from().toSeconds() + 1.0;
        double filled = -StrictMath.expm1(-lied / WINDOW);
        double volume = n * Math.min(liars.flood(), Sampling.PREFIX_TIMES);
        for (int i = 0; i < liars.prefixes() && at < all.length; i++, at++) {
          all[at] = n * (1 - filled) + volume * filled;
          bad[at] = bad[at] * (1 - filled) + volume * filled * liars.claimed(second);
          nowAll[at] = Math.min(liars.flood(), Sampling.PREFIX_TIMES);
          nowBad[at] = nowAll[at] * liars.claimed(second);
        }
      }
    }
    return Prefixes.kept(all, bad, nowAll, nowBad, scenario.noise().clustering());
  }

  private double others(int cell, double[] rates) {
    int from = cell / cdns * cdns;
    double bad = 0;
    double all = 0;
    for (int i = from; i < from + cdns; i++) {
      if (i != cell) {
        bad += viewers[i] * rates[i];
        all += viewers[i];
      }
    }
    return all > 0 ? bad / all : 0;
  }

  /** A session is bad by itself if two of its few requests failed. */
  private double sessionBad(double rate, double told) {
    double often = Math.max(0.5, rate);
    double afflicted = rate / often;
    double twice = 1 - StrictMath.pow(1 - often, requests - 1.0);
    return 1 - StrictMath.pow(1 - afflicted * twice, told);
  }

  /** The chance that a bucket of {@code n} requests looks worse than the others' rate. */
  private double bucketBad(double rate, double others, double n) {
    double bound = (others + EFFECT) * n;
    double clustering = scenario.noise().clustering();
    if (rate * n < FEW * clustering && bound < clustering) {
      return -StrictMath.expm1(-rate * n / clustering);
    }
    double deviation = Math.sqrt(Math.max(1e-9, clustering * n * rate * (1 - rate)));
    return upper((bound - rate * n) / deviation);
  }

  /** The chance of a standard normal above {@code z}, by the logistic approximation. */
  private static double upper(double z) {
    return 1 / (1 + StrictMath.exp(1.5976 * z + 0.07056 * z * z * z));
  }

  private int lying(long second, int cell) {
    int prefixes = 0;
    for (Reporting.Liars liars : scenario.reporting().liars()) {
      boolean worse = liars.claimed(second) > failing[cell] + EFFECT;
      prefixes += about(liars, second, cell) && worse ? liars.prefixes() : 0;
    }
    return prefixes;
  }

  private double flood(long second, int cell) {
    double most = 1;
    for (Reporting.Liars liars : scenario.reporting().liars()) {
      most = about(liars, second, cell) ? Math.max(most, liars.flood()) : most;
    }
    return most;
  }

  private boolean about(Reporting.Liars liars, long second, int cell) {
    return liars.when().holds(second) && liars.cdn().equals(cells[cell].cdn());
  }
}
