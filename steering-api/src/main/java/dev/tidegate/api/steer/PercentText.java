package dev.tidegate.api.steer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-escapes, read strictly and written so that any text comes back as it was. */
final class PercentText {
  private static final String HEX = "0123456789ABCDEF";
  private static final boolean[] UNRESERVED = new boolean[128];

  /** What may stand in a URL after its host by itself: RFC 3986, and the mark of a fragment. */
  private static final boolean[] IN_URL = new boolean[128];

  static {
    for (char c = 0; c < UNRESERVED.length; c++) {
      UNRESERVED[c] = Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
      IN_URL[c] = UNRESERVED[c] || "!$&'()*+,;=:@/?#".indexOf(c) >= 0;
    }
  }

  /** A {@code %} without two hexadecimal digits after it. */
  static final class MalformedEscape extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedEscape() {
      super("malformed percent-escape", null, false, false);
    }
  }

  private PercentText() {}

  /**
   * Checks every escape of {@code text}.
   *
   * @throws MalformedEscape if there is one that is none
   */
  static void check(String text) throws MalformedEscape {
    for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 3)) {
      if (!isEscape(text, i)) {
        throw new MalformedEscape();
      }
    }
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && text.charAt(at) == '%'
        && Character.digit(text.charAt(at + 1), 16) >= 0
        && Character.digit(text.charAt(at + 2), 16) >= 0;
  }

  /**
   * Decodes {@code text}, whose escapes have been checked.
   *
   * @param plusIsSpace as in a query
   * @return empty if the octets are not UTF-8
   */
  static Optional<String> decode(String text, boolean plusIsSpace) {
    if (isPlain(text, plusIsSpace)) {
      return Optional.of(text);
    }
    byte[] octets = new byte[text.length()];
    int n = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        octets[n++] =
            (byte)
                (Character.digit(text.charAt(i + 1), 16) * 16
                    + Character.digit(text.charAt(i + 2), 16));
        i += 2;
      } else {
        octets[n++] = c == '+' && plusIsSpace ? (byte) ' ' : (byte) c;
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, n)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** True if decoding would change nothing. The parser hands octets over as Latin-1 characters. */
  private static boolean isPlain(String text, boolean plusIsSpace) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c > 0x7e || (c == '+' && plusIsSpace)) {
        return false;
      }
    }
    return true;
  }

  /** Escapes all but RFC 3986's unreserved characters. */
  static String encode(String text) {
    if (consists(text, UNRESERVED)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (is(c, UNRESERVED)) {
        out.append(c);
      } else {
        escape(out, c);
      }
    }
    return out.toString();
  }

  private static boolean consists(String text, boolean[] of) {
    for (int i = 0; i < text.length(); i++) {
      if (!is(text.charAt(i), of)) {
        return false;
      }
    }
    return true;
  }

  private static boolean is(char c, boolean[] of) {
    return c < of.length && of[c];
  }

  /** Escapes only what may stand nowhere in a URL; what is well-formed stays as it is. */
  static String encodePath(String path) {
    if (consists(path, IN_URL)) {
      return path;
    }
    String octets = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    StringBuilder out = new StringBuilder(octets.length() + 16);
    for (int i = 0; i < octets.length(); i++) {
      char c = octets.charAt(i);
      if (is(c, IN_URL) || isEscape(octets, i)) {
        out.append(c);
      } else {
        escape(out, c);
      }
    }
    return out.toString();
  }

  private static void escape(StringBuilder out, char octet) {
    out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
  }
}
