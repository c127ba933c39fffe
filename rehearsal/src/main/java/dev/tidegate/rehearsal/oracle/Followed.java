package dev.tidegate.rehearsal.oracle;

import dev.tidegate.rehearsal.sim.Clientele;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an oracle's answers have put viewers: whoever asks gets the shares of that second and asks
 * again when the TTL is over.
 */
final class Followed {
  private static final int JITTER_FROM = 10;

  /** One way to ask, in parts of a place's viewers. */
  private static final class Stream {
    private final Clientele.Way way;

    /** {@code [second][place][cdn]}: who asks when. */
    private final double[][][] due;

    private final double[][] assigned;

    Stream(Clientele.Way way, double[][] start, int ttl, int longest) {
      this.way = way;
      int first = way.ttl().map(own -> (int) Math.max(1, own.toSeconds())).orElse(ttl);
      this.due = new double[longest + 1][start.length][start[0].length];
      this.assigned = new double[start.length][];
      for (int p = 0; p < start.length; p++) {
        assigned[p] = start[p].clone();
        for (int s = 0; s < first; s++) {
          for (int k = 0; k < start[p].length; k++) {
            due[s][p][k] = start[p][k] / first;
          }
        }
      }
    }

    void step(long tick, double[][] shares, int told) {
      int ttl = way.ttl().map(own -> (int) Math.max(1, own.toSeconds())).orElse(told);
      boolean spread = way.ttl().isEmpty() && ttl >= JITTER_FROM;
      int soonest = spread ? (9 * ttl + 9) / 10 : ttl;
      double each = 1.0 / (ttl - soonest + 1);
      double[][] now = due[(int) (tick % due.length)];
      for (int p = 0; p < shares.length; p++) {
        double asking = 0;
        for (int k = 0; k < shares[p].length; k++) {
          asking += now[p][k];
          assigned[p][k] -= now[p][k];
          now[p][k] = 0;
        }
        for (int k = 0; k < shares[p].length; k++) {
          double put = asking * shares[p][k];
          assigned[p][k] += put;
          for (int t = soonest; t <= ttl; t++) {
            due[(int) ((tick + t) % due.length)][p][k] += put * each;
          }
        }
      }
    }
  }

  private final List<Stream> streams = new ArrayList<>();
  private long tick;

  /**
   * @param ttl seconds, of those who follow the answer's own, and the longest of these
   * @param start what was published before the first second
   */
  Followed(List<Clientele.Way> ways, int ttl, double[][][] start) {
    int longest = ttl;
    for (Clientele.Way way : ways) {
      longest = Math.max(longest, way.ttl().map(own -> (int) own.toSeconds()).orElse(ttl));
    }
    for (Clientele.Way way : ways) {
      streams.add(new Stream(way, flat(start), ttl, longest));
    }
  }

  /** A second in which these shares were given with this TTL. */
  void step(double[][][] shares, int ttl) {
    for (Stream stream : streams) {
      stream.step(tick, flat(shares), ttl);
    }
    tick++;
  }

  /** Viewers by CDN. */
  double[] viewers(double[][] demand) {
    double[] viewers = new double[streams.getFirst().assigned[0].length];
    for (Stream stream : streams) {
      int p = 0;
      for (double[] region : demand) {
        for (double there : region) {
          for (int k = 0; k < viewers.length; k++) {
            viewers[k] += there * stream.way.share() * stream.assigned[p][k];
          }
          p++;
        }
      }
    }
    return viewers;
  }

  private static double[][] flat(double[][][] shares) {
    List<double[]> places = new ArrayList<>();
    for (double[][] region : shares) {
      places.addAll(List.of(region));
    }
    return places.toArray(double[][]::new);
  }
}
