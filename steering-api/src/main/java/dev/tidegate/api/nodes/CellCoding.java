package dev.tidegate.api.nodes;

import dev.tidegate.engine.record.CountCoding;
import dev.tidegate.model.Cell;
import dev.tidegate.model.Place;
import dev.tidegate.telemetry.CellDigest;
import dev.tidegate.telemetry.LatencyHistogram;
import dev.tidegate.telemetry.VarWriter;
import dev.tidegate.telemetry.Witness;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  static final int DIGEST = 1;
  static final int ARRIVALS = 2;
  static final int LATENCIES = 4;
  static final int VIEWERS = 8;
  static final int WITNESS = 16;
  static final int REGION = 32;
  static final int NETWORK = 64;
  static final int ALL_FLAGS = 127;

  static final int OVER_CAP = 1;
  static final int FAILURES = 2;
  static final int STALLS = 4;

  private CellCoding() {}

  static void write(Heard heard, Names names, VarWriter out) {
    Map<Cell, CellDigest> digests = new HashMap<>();
    heard.digests().forEach(digest -> digests.put(digest.cell(), digest));
    Map<Cell, Long> viewers = new HashMap<>(heard.viewers());
    Map<Cell, Witness> witnesses = new HashMap<>(heard.witnesses());
    Set<Cell> all = new HashSet<>(digests.keySet());
    all.addAll(viewers.keySet());
    all.addAll(witnesses.keySet());
    List<Cell> cells = all.stream().sorted().toList();
    out.number(cells.size());
    Bits.Writer bits = new Bits.Writer();
    LatencyCoding latencies = new LatencyCoding();
    Place last = null;
    for (Cell cell : cells) {
      CellDigest digest = digests.get(cell);
      Long watching = viewers.get(cell);
      Witness witness = witnesses.get(cell);
      int flags = step(last, cell.place()) | flags(digest, watching, witness);
      last = cell.place();
      out.number(flags);
      name(cell, flags, names, out);
      if (digest != null) {
        write(digest, flags, out);
      }
      if (digest != null && (flags & LATENCIES) != 0) {
        latencies.write(digest.firstByte(), bits);
      }
      write(watching, witness, out);
    }
    out.block(bits.done());
  }

  private static int step(@Nullable Place last, Place place) {
    if (last == null || !last.region().equals(place.region())) {
      return REGION | NETWORK;
    }
    return last.network().equals(place.network()) ? 0 : NETWORK;
  }

  private static int flags(
      @Nullable CellDigest digest, @Nullable Long viewers, @Nullable Witness witness) {
    int flags = digest == null ? 0 : DIGEST;
    flags |= digest == null || digest.arrivals().isZero() ? 0 : ARRIVALS;
    flags |= digest == null || isEmpty(digest.firstByte()) ? 0 : LATENCIES;
    flags |= viewers == null ? 0 : VIEWERS;
    return flags | (witness == null ? 0 : WITNESS);
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

  private static void write(@Nullable Long viewers, @Nullable Witness witness, VarWriter out) {
    if (viewers != null) {
      out.signed(viewers);
    }
    if (witness != null) {
      write(witness, out);
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
}
