package dev.tidegate.api.redis;

import dev.tidegate.answer.Version;
import dev.tidegate.api.nodes.Commons.Sign;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A sign of life as it lies in Redis: lines, of which the script puts the time before the first.
 * What a newer program adds goes at the end, and an older one does not look at it.
 */
final class SignText {
  private static final String FORM = "1";
  private static final int LINES = 8;

  private SignText() {}

  /** Without the node, which is the name of the field. */
  static byte[] of(Sign sign) {
    String text =
        String.join(
            "\n",
            FORM,
            line(sign.address()),
            "" + sign.boot(),
            sign.version().toString(),
            sign.leading() ? "leads" : "follows",
            "" + sign.at(),
            line(sign.program()));
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String line(String text) {
    return text.replace('\n', ' ');
  }

  /**
   * Reads it back.
   *
   * @param since signs given before this, in milliseconds of the store's clock, are left out
   * @return empty if it is older, or of a form that this program does not know
   */
  static Optional<Sign> read(String node, String text, long since) {
    String[] lines = text.split("\n", -1);
    if (lines.length < LINES || !lines[1].equals(FORM)) {
      return Optional.empty();
    }
    try {
      if (Long.parseLong(lines[0]) < since) {
        return Optional.empty();
      }
      return Optional.of(
          new Sign(
              node,
              lines[2],
              Long.parseLong(lines[3]),
              Version.parse(lines[4]),
              lines[5].equals("leads"),
              Long.parseLong(lines[6]),
              lines[7]));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // somebody else's
    }
  }
}
