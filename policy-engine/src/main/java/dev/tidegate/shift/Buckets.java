package dev.tidegate.shift;

import com.dynatrace.hash4j.hashing.Hasher32;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Which of {@value #COUNT} slices of sessions a session is in: {@code murmur3_x86_32(UTF-8, seed
 * 0)} unsigned, modulo {@value #COUNT}. Contract: edge workers and SDKs compute the same.
 */
public final class Buckets {
  /** Slices of sessions in a group. */
  public static final int COUNT = 10_000;

  private static final Hasher32 MURMUR3 = Hashing.murmur3_32();

  private Buckets() {}

  /** The bucket of a session, 0 .. {@value #COUNT}-1. */
  public static int of(String session) {
    byte[] bytes = session.getBytes(StandardCharsets.UTF_8);
    return Integer.remainderUnsigned(MURMUR3.hashBytesToInt(bytes), COUNT);
  }

  /**
   * What the bucket of a title is of, where a title's viewers share a CDN's cache: its path without
   * a query, which may be of one viewer.
   */
  public static String title(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  /** Another bucket in place of one: the same for ever, evenly spread, one for each attempt. */
  public static int another(int bucket, int attempt) {
    return (int) Long.remainderUnsigned(Mix.bits(bucket, attempt), COUNT);
  }
}
