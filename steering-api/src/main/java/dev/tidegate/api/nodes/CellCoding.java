package dev.tidegate.api.nodes;

import dev.tidegate.engine.record.CountCoding;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Place;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.VarReader;
import dev.tidegate.telemetry.VarWriter;
import dev.tidegate.telemetry.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a report, each with all that belongs to it.
 *
 * <pre>
 * cells    : number, then each in order, then the histograms' bits ({@link LatencyCoding}) as a
 *            block
 * cell     : flags, [region], [network], CDN, [residents], [arrivals], [viewers], [witness]
 * flags    : 1 digest, 2 it has arrivals, 4 it has latencies, 8 viewers, 16 witness, 32 another
 *            region than the cell before, 64 another network; the first cell has both
 * witness  : sessions bad, sessions, buckets bad, buckets populated, 1 over its cap + 2 failures
 *            kept follow + 4 stalls kept follow (they are 1 otherwise)
 * </pre>
 */
final class CellCoding {
  private static final int DIGEST = 1;
  private static final int ARRIVALS = 2;
  private static final int LATENCIES = 4;
  private static final int VIEWERS = 8;
  private static final int WITNESS = 16;
  private static final int REGION = 32;
  private static final int NETWORK = 64;
  private static final int ALL_FLAGS = 127;

  private static final int OVER_CAP = 1;
  private static final int FAILURES = 2;
  private static final int STALLS = 4;

  private CellCoding() {}

  /** What is told by cell. */
  record Part(
      List<CellDigest> digests,
      SortedMap<Cell, Long> viewers,
      SortedMap<Cell, Witness> witnesses) {}

  static void write(Heard heard, Names names, VarWriter out) {
    SortedMap<Cell, CellDigest> digests = new TreeMap<>();
    heard.digests().forEach(digest -> digests.put(digest.cell(), digest));
    SortedSet<Cell> cells = new TreeSet<>(digests.keySet());
    cells.addAll(heard.viewers().keySet());
    cells.addAll(heard.witnesses().keySet());
    out.number(cells.size());
    Bits.Writer bits = new Bits.Writer();
    LatencyCoding latencies = new LatencyCoding();
    Place last = null;
    for (Cell cell : cells) {
      CellDigest digest = digests.get(cell);
      Long viewers = heard.viewers().get(cell);
      Witness witness = heard.witnesses().get(cell);
      int flags = step(last, cell.place());
      flags |= digest == null ? 0 : flags(digest);
      flags |= viewers == null ? 0 : VIEWERS;
      flags |= witness == null ? 0 : WITNESS;
      out.number(flags);
      name(cell, flags, names, out);
      last = cell.place();
      if (digest != null) {
        write(digest, flags, out);
        if ((flags & LATENCIES) != 0) {
          latencies.write(digest.firstByte(), bits);
        }
      }
      if (viewers != null) {
        out.signed(viewers);
      }
      if (witness != null) {
        write(witness, out);
      }
    }
    out.block(bits.done());
  }

  private static int step(@Nullable Place last, Place place) {
    if (last == null || !last.region().equals(place.region())) {
      return REGION | NETWORK;
    }
    return last.network().equals(place.network()) ? 0 : NETWORK;
  }

  private static int flags(CellDigest digest) {
    return DIGEST
        | (digest.arrivals().isZero() ? 0 : ARRIVALS)
        | (isEmpty(digest.firstByte()) ? 0 : LATENCIES);
  }

  private static boolean isEmpty(LatencyHistogram histogram) {
    for (int i = histogram.first(); i <= histogram.last(); i++) {
      if (histogram.atBin(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static void name(Cell cell, int flags, Names names, VarWriter out) {
    if ((flags & REGION) != 0) {
      out.number(names.index(cell.place().region()));
    }
    if ((flags & NETWORK) != 0) {
      out.number(names.index(cell.place().network()));
    }
    out.number(names.index(cell.cdn()));
  }

  private static void write(CellDigest digest, int flags, VarWriter out) {
    CountCoding.write(digest.residents(), out);
    if ((flags & ARRIVALS) != 0) {
      CountCoding.write(digest.arrivals(), out);
    }
  }

  private static void write(Witness witness, VarWriter out) {
    out.number(witness.sessionsBad());
    out.number(witness.sessions());
    out.number(witness.bucketsBad());
    out.number(witness.bucketsPopulated());
    int flags = witness.prefixOverCap() ? OVER_CAP : 0;
    flags |= witness.failureKept() == 1 ? 0 : FAILURES;
    flags |= witness.stallKept() == 1 ? 0 : STALLS;
    out.number(flags);
    if ((flags & FAILURES) != 0) {
      out.real(witness.failureKept());
    }
    if ((flags & STALLS) != 0) {
      out.real(witness.stallKept());
    }
  }

  static Part read(String service, Names names, VarReader in) {
    return new Reading(service, names, in).all();
  }

  /** A digest whose latencies are read when all cells are: their bits stand behind. */
  private record Open(Cell cell, Counts residents, Counts arrivals, boolean latencies) {}

  /** Cells on their way in. */
  private static final class Reading {
    private final String service;
    private final Names names;
    private final VarReader in;
    private final List<Open> open = new ArrayList<>();
    private final SortedMap<Cell, Long> viewers = new TreeMap<>();
    private final SortedMap<Cell, Witness> witnesses = new TreeMap<>();
    private @Nullable Cell last;

    Reading(String service, Names names, VarReader in) {
      this.service = service;
      this.names = names;
      this.in = in;
    }

    Part all() {
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
      return new Part(digests, viewers, witnesses);
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
        viewers.put(cell, in.signed());
      }
      if ((flags & WITNESS) != 0) {
        witnesses.put(cell, witness());
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
}
