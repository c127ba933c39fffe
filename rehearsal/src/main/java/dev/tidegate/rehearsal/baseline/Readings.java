package dev.tidegate.rehearsal.baseline;

import dev.tidegate.engine.Inputs;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Place;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Count;
import dev.tidegate.telemetry.LatencyHistogram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the beacons of one second say, by place and CDN: residents and arrivals together, as nobody
 * but the engine keeps them apart. Counts are weighted and in units, not thousandths.
 */
final class Readings {
  private static final double THOUSAND = 1_000;
  private static final double[] MIDDLES = middles();

  final double[][][] requests;
  final double[][][] errors;
  final double[][][] watched;
  final double[][][] stalled;
  final double[][][] beacons;

  /** First bytes: how many, the sum of their milliseconds, and of the squares. */
  final double[][][] timed;

  final double[][][] millis;
  final double[][][] squares;

  /** {@code [region][network]}. */
  final double[][] viewers;

  private Readings(Roster roster) {
    requests = roster.figures();
    errors = roster.figures();
    watched = roster.figures();
    stalled = roster.figures();
    beacons = roster.figures();
    timed = roster.figures();
    millis = roster.figures();
    squares = roster.figures();
    viewers = new double[roster.regions().size()][roster.networks().size()];
  }

  /** Finds the numbers of places and CDNs. */
  static final class Index {
    private record Seat(int region, int network, int cdn) {}

    private final Roster roster;
    private final Map<Cell, Seat> seats = new HashMap<>();

    Index(Roster roster) {
      this.roster = roster;
      each(
          roster.regions(),
          (region, r) ->
              each(
                  roster.networks(),
                  (network, n) ->
                      each(
                          roster.cdns(),
                          (cdn, k) ->
                              seats.put(
                                  new Cell(new Place(roster.service(), region, network), cdn),
                                  new Seat(r, n, k)))));
    }

    private interface Visit {
      void at(String id, int number);
    }

    private static void each(List<String> ids, Visit visit) {
      for (int i = 0; i < ids.size(); i++) {
        visit.at(ids.get(i), i);
      }
    }

    /** The second's readings; cells of other services and unknown CDNs are left out. */
    Readings read(Inputs inputs) {
      Readings readings = new Readings(roster);
      for (CellDigest digest : inputs.digests()) {
        Seat seat = seats.get(digest.cell());
        if (seat != null) {
          readings.add(seat, digest);
        }
      }
      inputs
          .viewers()
          .forEach(
              (cell, thousandths) -> {
                Seat seat = seats.get(cell);
                if (seat != null) {
                  readings.viewers[seat.region()][seat.network()] += thousandths / THOUSAND;
                }
              });
      return readings;
    }
  }

  private void add(Index.Seat seat, CellDigest digest) {
    int r = seat.region();
    int n = seat.network();
    int k = seat.cdn();
    requests[r][n][k] += both(digest, Count.REQUESTS) / THOUSAND;
    errors[r][n][k] += both(digest, Count.ERRORS) / THOUSAND;
    watched[r][n][k] += both(digest, Count.WATCHED_MS) / THOUSAND;
    stalled[r][n][k] += both(digest, Count.STALLED_MS) / THOUSAND;
    beacons[r][n][k] += both(digest, Count.RAW_BEACONS);
    LatencyHistogram times = digest.firstByte();
    for (int bin = 0; bin < LatencyHistogram.BINS; bin++) {
      long count = times.atBin(bin);
      if (count > 0) {
        double weight = count / THOUSAND;
        timed[r][n][k] += weight;
        millis[r][n][k] += weight * MIDDLES[bin];
        squares[r][n][k] += weight * MIDDLES[bin] * MIDDLES[bin];
      }
    }
  }

  private static double both(CellDigest digest, Count count) {
    return digest.residents().get(count) + digest.arrivals().get(count);
  }

  private static double[] middles() {
    double[] middles = new double[LatencyHistogram.BINS];
    for (int bin = 0; bin < middles.length; bin++) {
      middles[bin] = LatencyHistogram.middle(bin);
    }
    return middles;
  }
}
