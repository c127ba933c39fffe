package dev.tidegate.shift;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.tidegate.model.Weights;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Weighted rendezvous hashing: every bucket draws a number for every CDN and goes to the one with
 * the least {@code -ln(u) / weight}. Without memory, and near the weights, but not exact.
 */
final class Rendezvous {
  private Rendezvous() {}

  /** For each bucket the index of its CDN among the sorted keys of {@code weights}. */
  static byte[] owners(Weights weights) {
    List<String> cdns = List.copyOf(weights.shares().keySet());
    byte[] owners = new byte[Buckets.COUNT];
    long[] ids = cdns.stream().mapToLong(Rendezvous::idHash).toArray();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < ids.length; i++) {
        int weight = weights.of(cdns.get(i));
        double score =
            weight == 0 ? Double.MAX_VALUE : -StrictMath.log(Mix.unit(bucket, ids[i])) / weight;
        if (score < best) {
          best = score;
          owners[bucket] = (byte) i;
        }
      }
    }
    return owners;
  }

  static long idHash(String cdn) {
    return Hashing.murmur3_32().hashBytesToInt(cdn.getBytes(StandardCharsets.UTF_8));
  }
}
