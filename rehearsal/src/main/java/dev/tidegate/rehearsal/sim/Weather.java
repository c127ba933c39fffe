package dev.tidegate.rehearsal.sim;

/**
 * What befalls everyone in one second, flat: {@code cell = (region * networks + network) * cdns +
 * cdn}. Filled anew each second by {@link Course}.
 */
final class Weather {
  final int regions;
  final int networks;
  final int cdns;

  /** Viewers by place. */
  final double[] demand;

  /** Usual chance of a request to fail, chronic incidents included. */
  final double[] base;

  /** Chance to fail by faults: of residents, and of arrivals. */
  final double[] failing;

  final double[] failingArrivals;

  /**
   * Chance to fail by faults and chronic incidents, of each class of clients, by class and cell.
   */
  final double[][] failingOf;

  /** Part of the time stalled by faults. */
  final double[] stalling;

  final double[] stallingArrivals;

  /** Part of the time stalled by chronic incidents. */
  final double[] usualStalling;

  /** Factor on the first byte. */
  final double[] slowness;

  /** What is left of the capacity, by CDN. */
  final double[] capacity;

  /** The same by CDN and region. */
  final double[] regionalCapacity;

  /** Chance that a probe fails for what is wrong with the CDN, by region and CDN. */
  final double[] probeFails;

  /** For how many seconds a playlist stands still, by region and CDN; -1: it does not. */
  final long[] frozenFor;

  /** Factors on load and on what misses the caches, everywhere. */
  double load;

  double miss;

  /** The same by CDN, on top. */
  final double[] loadOf;

  final double[] missOf;

  double rejoining;
  double origin;
  boolean storeGone;

  Weather(Scenario scenario) {
    regions = scenario.regions().size();
    networks = scenario.networks().size();
    cdns = scenario.cdns().size();
    int cells = regions * networks * cdns;
    demand = new double[regions * networks];
    base = new double[cells];
    failing = new double[cells];
    failingArrivals = new double[cells];
    failingOf = new double[scenario.clientele().classes().size()][cells];
    stalling = new double[cells];
    stallingArrivals = new double[cells];
    usualStalling = new double[cells];
    slowness = new double[cells];
    capacity = new double[cdns];
    regionalCapacity = new double[cdns * regions];
    loadOf = new double[cdns];
    missOf = new double[cdns];
    probeFails = new double[regions * cdns];
    frozenFor = new long[regions * cdns];
  }

  /** The chance of two independent things, one at least. */
  static double either(double a, double b) {
    return 1 - (1 - a) * (1 - b);
  }

  /** Of residents, by faults alone. */
  double fault(int cell) {
    return either(failing[cell], stalling[cell]);
  }

  /** Of arrivals, by faults alone. */
  double arrivalFault(int cell) {
    return either(failingArrivals[cell], stallingArrivals[cell]);
  }

  /** Figures by cell as {@code [region][network][cdn]}. */
  double[][][] byPlace(double[] figures) {
    double[][][] nested = new double[regions][networks][];
    for (int r = 0; r < regions; r++) {
      for (int n = 0; n < networks; n++) {
        int from = (r * networks + n) * cdns;
        nested[r][n] = java.util.Arrays.copyOfRange(figures, from, from + cdns);
      }
    }
    return nested;
  }

  /** Figures by place as {@code [region][network]}. */
  double[][] byNetwork(double[] figures) {
    double[][] nested = new double[regions][];
    for (int r = 0; r < regions; r++) {
      nested[r] = java.util.Arrays.copyOfRange(figures, r * networks, (r + 1) * networks);
    }
    return nested;
  }
}
