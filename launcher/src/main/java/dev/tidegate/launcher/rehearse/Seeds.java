package dev.tidegate.launcher.rehearse;

import java.util.ArrayList;
import java.util.List;

/**
 * Seeds that nobody chose: drawn from the hash of the commit, so that what was tuned could not be
 * tuned to them.
 */
final class Seeds {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /**
   * The first {@code count} draws of SplitMix64 that starts at the hash's first 16 hex digits, each
   * below 2^31 so that people can type them.
   *
   * @param hash of a commit, in hex
   */
  static List<Long> of(String hash, int count) {
    long state = Long.parseUnsignedLong(hash.substring(0, Math.min(16, hash.length())), 16);
    List<Long> seeds = new ArrayList<>();
    while (seeds.size() < count) {
      state += GOLDEN;
      long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      long seed = (z ^ (z >>> 31)) >>> 33;
      if (!seeds.contains(seed)) {
        seeds.add(seed);
      }
    }
    return List.copyOf(seeds);
  }
}
