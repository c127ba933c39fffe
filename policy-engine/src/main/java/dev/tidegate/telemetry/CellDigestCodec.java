package dev.tidegate.telemetry;

import dev.tidegate.model.Cell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Digests as bytes, exactly: what is decoded equals what was encoded, and the same digests give the
 * same bytes in whatever order they come.
 *
 * <pre>
 * message  : form (1 byte), ids, digests
 * ids      : number, then each as length and bytes, sorted
 * digests  : number, then each in order of cells: four indices of ids (service, region, network,
 *            CDN), residents, arrivals, histogram
 * counts   : a bit mask of those that are not 0, then their values, zigzag
 * histogram: number of bins that are not 0, then for each the distance from the last and its count
 * </pre>
 *
 * All numbers are varints of 7 bits a byte, least first. Digests of one cell are merged.
 */
public final class CellDigestCodec {
  private static final int FORM = 1;
  private static final int LONGEST_ID = 64;
  private static final int MOST = 1_000_000;

  private CellDigestCodec() {}

  /** The digests as bytes. */
  public static byte[] encode(Collection<CellDigest> digests) {
    SortedMap<Cell, CellDigest> sorted = new TreeMap<>();
    digests.forEach(d -> sorted.merge(d.cell(), d, CellDigest::merge));
    SortedMap<String, Integer> ids = new TreeMap<>();
    for (Cell cell : sorted.keySet()) {
      ids.put(cell.place().service(), 0);
      ids.put(cell.place().region(), 0);
      ids.put(cell.place().network(), 0);
      ids.put(cell.cdn(), 0);
    }
    VarWriter out = new VarWriter();
    out.number(FORM);
    out.number(ids.size());
    int index = 0;
    for (String id : List.copyOf(ids.keySet())) {
      ids.put(id, index++);
      out.text(id);
    }
    out.number(sorted.size());
    sorted.values().forEach(d -> write(d, ids, out));
    return out.done();
  }

  /**
   * The digests that {@link #encode} turned into {@code bytes}.
   *
   * @throws IllegalArgumentException if {@code bytes} are not such
   */
  public static List<CellDigest> decode(byte[] bytes) {
    VarReader in = new VarReader(bytes);
    if (in.number() != FORM) {
      throw in.refused("not a message of form " + FORM);
    }
    String[] ids = new String[in.count(MOST)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = in.text(LONGEST_ID);
    }
    int count = in.count(MOST);
    List<CellDigest> digests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Cell cell = Cell.of(id(ids, in), id(ids, in), id(ids, in), id(ids, in));
      digests.add(new CellDigest(cell, counts(in), counts(in), histogram(in)));
    }
    in.end();
    return digests;
  }

  private static void write(CellDigest digest, SortedMap<String, Integer> ids, VarWriter out) {
    Cell cell = digest.cell();
    for (String id :
        List.of(
            cell.place().service(), cell.place().region(), cell.place().network(), cell.cdn())) {
      out.number(ids.getOrDefault(id, 0));
    }
    write(digest.residents(), out);
    write(digest.arrivals(), out);
    write(digest.firstByte(), out);
  }

  private static void write(Counts counts, VarWriter out) {
    long mask = 0;
    long bit = 1;
    for (Count count : Count.values()) {
      mask |= counts.get(count) != 0 ? bit : 0;
      bit <<= 1;
    }
    out.number(mask);
    for (Count count : Count.values()) {
      long value = counts.get(count);
      if (value != 0) {
        out.signed(value);
      }
    }
  }

  private static void write(LatencyHistogram histogram, VarWriter out) {
    int filled = 0;
    for (int i = 0; i < LatencyHistogram.BINS; i++) {
      filled += histogram.atBin(i) != 0 ? 1 : 0;
    }
    out.number(filled);
    int last = 0;
    for (int i = 0; i < LatencyHistogram.BINS; i++) {
      if (histogram.atBin(i) != 0) {
        out.number(i - last);
        out.number(histogram.atBin(i));
        last = i;
      }
    }
  }

  private static String id(String[] ids, VarReader in) {
    long index = in.number();
    if (index < 0 || index >= ids.length) {
      throw in.refused("no such id: " + index);
    }
    return ids[(int) index];
  }

  private static Counts counts(VarReader in) {
    long mask = in.number();
    Counts counts = new Counts();
    for (Count count : Count.values()) {
      if ((mask & 1) != 0) {
        counts.add(count, in.signed());
      }
      mask >>>= 1;
    }
    if (mask != 0) {
      throw in.refused("counts of unknown names");
    }
    return counts;
  }

  private static LatencyHistogram histogram(VarReader in) {
    LatencyHistogram histogram = new LatencyHistogram();
    int filled = in.count(LatencyHistogram.BINS);
    long bin = 0;
    for (int i = 0; i < filled; i++) {
      bin += in.number();
      if (bin < 0 || bin >= LatencyHistogram.BINS) {
        throw in.refused("no such bin: " + bin);
      }
      histogram.addToBin((int) bin, in.number());
    }
    return histogram;
  }
}
