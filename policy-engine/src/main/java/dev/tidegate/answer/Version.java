package dev.tidegate.answer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A snapshot's version, {@code epoch.seq-hash8}: the epoch rises at each start or change of leader,
 * seq when the content changes, the hash is of the content.
 *
 * @param epoch &gt;= 0
 * @param seq &gt;= 0
 * @param hash eight lower-case hexadecimal digits
 */
public record Version(long epoch, long seq, String hash) implements Comparable<Version> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})-([0-9a-f]{8})");

  public Version {
    if (epoch < 0 || seq < 0 || !hash.matches("[0-9a-f]{8}")) {
      throw new IllegalArgumentException("not a version: " + epoch + "." + seq + "-" + hash);
    }
  }

  /**
   * Reads the form that {@link #toString} writes.
   *
   * @throws IllegalArgumentException if {@code text} has another form
   */
  public static Version parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a version (epoch.seq-hash8): " + text);
    }
    return new Version(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), m.group(3));
  }

  /** By epoch, then seq; the hash does not order. */
  @Override
  public int compareTo(Version other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(seq, other.seq);
  }

  @Override
  public String toString() {
    return epoch + "." + seq + "-" + hash;
  }
}
