package dev.tidegate.probe;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a good answer looks like. For live kinds {@code status} holds for every fetch, {@code
 * contains} for the first manifest, {@code minBytes} for the newest segment.
 *
 * @param status the one status accepted; empty for any of 200 to 299. Redirects of a plain HTTP
 *     probe are not followed: 302 is an answer like others
 * @param contains text the body must hold, as UTF-8, within the part that is read ({@link
 *     ProberLimits#bodyBytes()})
 * @param minBytes bytes the body must have, at least
 */
public record Expect(OptionalInt status, Optional<String> contains, OptionalLong minBytes) {

  /** Any 2xx. */
  public static final Expect SUCCESS =
      new Expect(OptionalInt.empty(), Optional.empty(), OptionalLong.empty());

  public Expect {
    if (status.isPresent() && (status.getAsInt() < 200 || status.getAsInt() > 599)) {
      throw new IllegalArgumentException("status must be 200 to 599, not " + status.getAsInt());
    }
    if (contains.isPresent() && (contains.get().isEmpty() || contains.get().length() > 4096)) {
      throw new IllegalArgumentException("contains must have 1 to 4096 characters");
    }
    if (minBytes.isPresent() && (minBytes.getAsLong() < 0 || minBytes.getAsLong() > 1L << 30)) {
      throw new IllegalArgumentException(
          "min-bytes must be 0 to 2^30, not " + minBytes.getAsLong());
    }
  }

  boolean accepts(int answered) {
    return status.isPresent() ? answered == status.getAsInt() : answered / 100 == 2;
  }
}
