package dev.tidegate.telemetry;

import dev.tidegate.model.Cell;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
 * ids      : number, then each as length and ASCII bytes, sorted
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
    Writer out = new Writer();
    out.number(FORM);
    out.number(ids.size());
    int index = 0;
    for (String id : List.copyOf(ids.keySet())) {
      ids.put(id, index++);
      byte[] ascii = id.getBytes(StandardCharsets.US_ASCII);
      out.number(ascii.length);
      out.bytes.writeBytes(ascii);
    }
    out.number(sorted.size());
    sorted.values().forEach(d -> out.digest(d, ids));
    return out.bytes.toByteArray();
  }

  /**
   * The digests that {@link #encode} turned into {@code bytes}.
   *
   * @throws IllegalArgumentException if {@code bytes} are not such
   */
  public static List<CellDigest> decode(byte[] bytes) {
    Reader in = new Reader(bytes);
    if (in.number() != FORM) {
      throw new IllegalArgumentException("not a message of form " + FORM);
    }
    String[] ids = new String[in.count(MOST)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = in.id();
    }
    int count = in.count(MOST);
    List<CellDigest> digests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Cell cell = Cell.of(in.of(ids), in.of(ids), in.of(ids), in.of(ids));
      digests.add(new CellDigest(cell, in.counts(), in.counts(), in.histogram()));
    }
    if (in.at != bytes.length) {
      throw new IllegalArgumentException((bytes.length - in.at) + " bytes too many");
    }
    return digests;
  }

  private static final class Writer {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void number(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes.write((int) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    void digest(CellDigest digest, SortedMap<String, Integer> ids) {
      Cell cell = digest.cell();
      for (String id :
          List.of(
              cell.place().service(), cell.place().region(), cell.place().network(), cell.cdn())) {
        number(ids.getOrDefault(id, 0));
      }
      counts(digest.residents());
      counts(digest.arrivals());
      histogram(digest.firstByte());
    }

    private void counts(Counts counts) {
      long mask = 0;
      long bit = 1;
      for (Count count : Count.values()) {
        mask |= counts.get(count) != 0 ? bit : 0;
        bit <<= 1;
      }
      number(mask);
      for (Count count : Count.values()) {
        long value = counts.get(count);
        if (value != 0) {
          number((value << 1) ^ (value >> 63));
        }
      }
    }

    private void histogram(LatencyHistogram histogram) {
      int filled = 0;
      for (int i = 0; i < LatencyHistogram.BINS; i++) {
        filled += histogram.atBin(i) != 0 ? 1 : 0;
      }
      number(filled);
      int last = 0;
      for (int i = 0; i < LatencyHistogram.BINS; i++) {
        if (histogram.atBin(i) != 0) {
          number(i - last);
          number(histogram.atBin(i));
          last = i;
        }
      }
    }
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    long number() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at >= bytes.length) {
          throw new IllegalArgumentException("cut off at byte " + at);
        }
        byte next = bytes[at++];
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("number too long at byte " + at);
    }

    int count(int most) {
      long value = number();
      if (value < 0 || value > most || value > bytes.length) {
        throw new IllegalArgumentException("no such count: " + value);
      }
      return (int) value;
    }

    String id() {
      int length = count(LONGEST_ID);
      if (at + length > bytes.length) {
        throw new IllegalArgumentException("cut off at byte " + at);
      }
      String id = new String(bytes, at, length, StandardCharsets.US_ASCII);
      at += length;
      return id;
    }

    String of(String[] ids) {
      long index = number();
      if (index < 0 || index >= ids.length) {
        throw new IllegalArgumentException("no such id: " + index);
      }
      return ids[(int) index];
    }

    Counts counts() {
      long mask = number();
      Counts counts = new Counts();
      for (Count count : Count.values()) {
        if ((mask & 1) != 0) {
          long coded = number();
          counts.add(count, (coded >>> 1) ^ -(coded & 1));
        }
        mask >>>= 1;
      }
      if (mask != 0) {
        throw new IllegalArgumentException("counts of unknown names");
      }
      return counts;
    }

    LatencyHistogram histogram() {
      LatencyHistogram histogram = new LatencyHistogram();
      int filled = count(LatencyHistogram.BINS);
      long bin = 0;
      for (int i = 0; i < filled; i++) {
        bin += number();
        if (bin < 0 || bin >= LatencyHistogram.BINS) {
          throw new IllegalArgumentException("no such bin: " + bin);
        }
        histogram.addToBin((int) bin, number());
      }
      return histogram;
    }
  }
}
