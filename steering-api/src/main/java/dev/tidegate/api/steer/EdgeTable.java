package dev.tidegate.api.steer;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.tidegate.answer.Ranking;
import dev.tidegate.shift.BucketTable;
import dev.tidegate.shift.Buckets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;

/**
 * One group's whole bucket table in the form that edge workers answer from: which orders of CDNs
 * there are, and which of them each bucket has. About 13.5 kB, 4 kB zipped.
 *
 * @param tag strong, of the octets; with its quotes
 */
@SuppressWarnings("ArrayRecordComponent") // octets to be copied out; never compared, never changed
record EdgeTable(byte[] body, String tag, byte[] zipped, String zippedTag) {
  /** Above so many orders an index takes two octets. */
  private static final int ONE_OCTET = 256;

  /** The table of a group for viewers who may be offered just those CDNs. */
  static EdgeTable of(
      BucketTable table, Predicate<String> permitted, String version, int ttlSeconds) {
    List<String> cdns = table.cdns().stream().filter(permitted).toList();
    Map<List<Integer>, Integer> numbers = new HashMap<>();
    List<List<Integer>> orders = new ArrayList<>();
    int[] known = new int[table.orders().size()];
    Arrays.fill(known, -1);
    int[] orderOf = new int[Buckets.COUNT];
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      int full = table.orderIndex(Ranking.bucket(table, bucket, permitted));
      if (known[full] < 0) {
        List<Integer> order =
            table.orders().get(full).stream().filter(permitted).map(cdns::indexOf).toList();
        known[full] = numbers.computeIfAbsent(order, o -> orders.size());
        if (known[full] == orders.size()) {
          orders.add(order);
        }
      }
      orderOf[bucket] = known[full];
    }
    return of(version, ttlSeconds, cdns, orders, orderOf);
  }

  /** The table of a service that is not configured: no CDN in it. */
  static EdgeTable empty(String version, int ttlSeconds) {
    return of(version, ttlSeconds, List.of(), List.of(List.of()), new int[Buckets.COUNT]);
  }

  private static EdgeTable of(
      String version, int ttl, List<String> cdns, List<List<Integer>> orders, int[] orderOf) {
    StringBuilder text = new StringBuilder(16_000).append("{\"version\":");
    text.append(JsonText.quote(version)).append(",\"ttl\":").append(ttl).append(",\"cdns\":[");
    for (int i = 0; i < cdns.size(); i++) {
      text.append(i > 0 ? "," : "").append(JsonText.quote(cdns.get(i)));
    }
    text.append("],\"orders\":[");
    for (int i = 0; i < orders.size(); i++) {
      text.append(i > 0 ? "," : "").append(orders.get(i).toString().replace(" ", ""));
    }
    text.append("],\"buckets\":\"");
    text.append(Base64.getEncoder().encodeToString(indexes(orderOf, orders.size() > ONE_OCTET)));
    byte[] body = PreparedGroup.bytes(text.append("\"}").toString());
    byte[] zipped = zip(body);
    return new EdgeTable(body, tag(body, body.length), zipped, tag(zipped, zipped.length));
  }

  /** One octet a bucket, or two, the higher first. */
  private static byte[] indexes(int[] orderOf, boolean wide) {
    byte[] octets = new byte[orderOf.length * (wide ? 2 : 1)];
    int at = 0;
    for (int order : orderOf) {
      if (wide) {
        octets[at++] = (byte) (order >>> 8);
      }
      octets[at++] = (byte) order;
    }
    return octets;
  }

  private static byte[] zip(byte[] body) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream(body.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return zipped.toByteArray();
  }

  /** A strong entity tag of the first {@code length} octets, in quotes. */
  static String tag(byte[] octets, int length) {
    long hash = Hashing.komihash5_0().hashBytesToLong(octets, 0, length);
    return '"' + HexFormat.of().toHexDigits(hash) + '"';
  }
}
