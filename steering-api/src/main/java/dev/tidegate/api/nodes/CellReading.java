package dev.tidegate.api.nodes;

import static dev.tidegate.api.nodes.CellCoding.ALL_FLAGS;
import static dev.tidegate.api.nodes.CellCoding.ARRIVALS;
import static dev.tidegate.api.nodes.CellCoding.DIGEST;
import static dev.tidegate.api.nodes.CellCoding.FAILURES;
import static dev.tidegate.api.nodes.CellCoding.LATENCIES;
import static dev.tidegate.api.nodes.CellCoding.NETWORK;
import static dev.tidegate.api.nodes.CellCoding.OVER_CAP;
import static dev.tidegate.api.nodes.CellCoding.REGION;
import static dev.tidegate.api.nodes.CellCoding.STALLS;
import static dev.tidegate.api.nodes.CellCoding.VIEWERS;
import static dev.tidegate.api.nodes.CellCoding.WITNESS;

import dev.tidegate.engine.record.CountCoding;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Place;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cells that {@link CellCoding} wrote. Believes nothing: what is not such throws {@link
 * IllegalArgumentException}.
 */
final class CellReading {
  /** A digest whose latencies are read when all cells are: their bits stand behind. */
  private record Open(Cell cell, Counts residents, Counts arrivals, boolean latencies) {}

  private final String service;
  private final Names names;
  private final VarReader in;
  private final List<Open> open = new ArrayList<>();
  private final List<Cell> watched = new ArrayList<>();
  private final List<Long> viewers = new ArrayList<>();
  private final List<Cell> witnessed = new ArrayList<>();
  private final List<Witness> witnesses = new ArrayList<>();
  private @Nullable Cell last;

  /** What is told by cell. */
  record Part(
      List<CellDigest> digests, SortedMap<Cell, Long> viewers, SortedMap<Cell, Witness> witnesses) {}

  /** Reads them all. */
  static Part read(String service, Names names, VarReader in) {
    return new CellReading(service, names, in).all();
  }

  private CellReading(String service, Names names, VarReader in) {
    this.service = service;
    this.names = names;
    this.in = in;
  }

  private Part all() {
    for (int i = in.count(Hearing.MOST_CELLS); i > 0; i--) {
      cell();
    }
    Bits.Reader bits = new Bits.Reader(in.block());
    LatencyCoding latencies = new LatencyCoding();
    List<CellDigest> digests = new ArrayList<>(open.size());
    for (Open digest : open) {
      digests.add(
          new CellDigest(
              digest.cell(),
              digest.residents(),
              digest.arrivals(),
              digest.latencies() ? latencies.read(bits) : new LatencyHistogram()));
    }
    bits.end();
    return new Part(
        digests, ByCell.of(watched, viewers), ByCell.of(witnessed, witnesses));
  }

  private void cell() {
    long flags = in.number();
    if ((flags & ~ALL_FLAGS) != 0) {
      throw in.refused("unknown flags " + flags);
    }
    Cell cell = name(flags);
    if (last != null && last.compareTo(cell) >= 0) {
      throw in.refused("cells out of order: " + cell);
    }
    last = cell;
    if ((flags & DIGEST) != 0) {
      Counts residents = CountCoding.read(in);
      Counts arrivals = (flags & ARRIVALS) != 0 ? CountCoding.read(in) : new Counts();
      open.add(new Open(cell, residents, arrivals, (flags & LATENCIES) != 0));
    }
    if ((flags & VIEWERS) != 0) {
      watched.add(cell);
      viewers.add(in.signed());
    }
    if ((flags & WITNESS) != 0) {
      witnessed.add(cell);
      witnesses.add(witness());
    }
  }

  private Cell name(long flags) {
    Place before = last == null ? null : last.place();
    if ((flags & NETWORK) == 0) {
      if (before == null || (flags & REGION) != 0) {
        throw in.refused("no network");
      }
      return new Cell(before, names.next(in));
    }
    if ((flags & REGION) == 0 && before == null) {
      throw in.refused("no region");
    }
    String region = before == null || (flags & REGION) != 0 ? names.next(in) : before.region();
    return new Cell(new Place(service, region, names.next(in)), names.next(in));
  }

  private Witness witness() {
    int sessionsBad = count();
    int sessions = count();
    int bucketsBad = count();
    int bucketsPopulated = count();
    long flags = in.number();
    if ((flags & ~(OVER_CAP | FAILURES | STALLS)) != 0) {
      throw in.refused("unknown flags " + flags);
    }
    return new Witness(
        sessionsBad,
        sessions,
        bucketsBad,
        bucketsPopulated,
        (flags & OVER_CAP) != 0,
        kept((flags & FAILURES) != 0),
        kept((flags & STALLS) != 0));
  }

  private int count() {
    long value = in.number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw in.refused("no such count: " + value);
    }
    return (int) value;
  }

  private double kept(boolean follows) {
    double part = follows ? in.real() : 1;
    if (!(part >= 0 && part <= 1)) {
      throw in.refused("not within 0..1: " + part);
    }
    return part;
  }
}
