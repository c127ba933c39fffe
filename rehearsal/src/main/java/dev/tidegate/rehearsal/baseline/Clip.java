package dev.tidegate.rehearsal.baseline;

/**
 * Puts wishes within capacity, for steerings that know nothing of it: what would be over flows to
 * where there is room. Where a comfortable load cannot hold everyone, the full one is tried; where
 * that cannot either, the surplus is spread over all.
 */
final class Clip {
  private static final double[] LEVELS = {0.85, 0.97, 1};
  private static final int ROUNDS = 60;
  private static final double SLACK = 1.001;

  private final Room room;
  private final double[][] demand;

  /**
   * @param demand {@code [region][network]}, viewers
   */
  Clip(Room room, double[][] demand) {
    this.room = room;
    this.demand = demand;
  }

  /** The shares nearest to {@code wanted} that fit; {@code wanted} is not changed. */
  double[][][] apply(double[][][] wanted) {
    double[][][] shares = Shares.copy(wanted);
    for (double level : LEVELS) {
      shares = Shares.copy(wanted);
      if (settle(shares, level)) {
        return shares;
      }
    }
    return shares;
  }

  private boolean settle(double[][][] shares, double level) {
    for (int round = 0; round < ROUNDS; round++) {
      double[][] load = load(shares);
      if (!over(load, level)) {
        return true;
      }
      for (int r = 0; r < shares.length; r++) {
        double[] keep = keep(load, level, r);
        double[] free = free(load, level, r);
        for (double[] place : shares[r]) {
          flow(place, keep, free);
        }
      }
    }
    return false;
  }

  private static void flow(double[] place, double[] keep, double[] free) {
    double freed = 0;
    double open = 0;
    for (int k = 0; k < place.length; k++) {
      freed += place[k] * (1 - keep[k]);
      open += free[k];
    }
    if (open <= 0) {
      return;
    }
    for (int k = 0; k < place.length; k++) {
      place[k] = place[k] * keep[k] + freed * free[k] / open;
    }
  }

  /** Viewers by CDN and region; the last column is the sum. */
  private double[][] load(double[][][] shares) {
    int regions = shares.length;
    double[][] load = new double[room.bounds().size()][regions + 1];
    for (int r = 0; r < regions; r++) {
      for (int n = 0; n < shares[r].length; n++) {
        for (int k = 0; k < load.length; k++) {
          double viewers = shares[r][n][k] * demand[r][n];
          load[k][r] += viewers;
          load[k][regions] += viewers;
        }
      }
    }
    return load;
  }

  private boolean over(double[][] load, double level) {
    for (int k = 0; k < load.length; k++) {
      int regions = load[k].length - 1;
      if (load[k][regions] > room.total(k) * level * SLACK) {
        return true;
      }
      for (int r = 0; r < regions; r++) {
        if (load[k][r] > room.regional(k, r) * level * SLACK) {
          return true;
        }
      }
    }
    return false;
  }

  private double[] keep(double[][] load, double level, int region) {
    double[] keep = new double[load.length];
    for (int k = 0; k < keep.length; k++) {
      double all = load[k][load[k].length - 1];
      double here = load[k][region];
      keep[k] = all > 0 ? Math.min(1, room.total(k) * level / all) : 1;
      keep[k] = here > 0 ? Math.min(keep[k], room.regional(k, region) * level / here) : keep[k];
    }
    return keep;
  }

  private double[] free(double[][] load, double level, int region) {
    double[] free = new double[load.length];
    double everyone = 0;
    for (double[] cdn : load) {
      everyone += cdn[cdn.length - 1];
    }
    for (int k = 0; k < free.length; k++) {
      double all = room.total(k) * level - load[k][load[k].length - 1];
      double here = room.regional(k, region) * level - load[k][region];
      free[k] = Math.clamp(Math.min(all, here), 0, everyone);
    }
    return free;
  }
}
