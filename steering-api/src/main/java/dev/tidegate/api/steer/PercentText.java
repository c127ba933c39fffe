package dev.tidegate.api.steer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-escapes, read strictly and written so that any text comes back as it was. */
final class PercentText {
  private static final String HEX = "0123456789ABCDEF";
  private static final boolean[] UNRESERVED = new boolean[128];

  static {
    for (char c = 0; c < UNRESERVED.length; c++) {
      UNRESERVED[c] = Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
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
      if (i + 2 >= text.length()
          || Character.digit(text.charAt(i + 1), 16) < 0
          || Character.digit(text.charAt(i + 2), 16) < 0) {
        throw new MalformedEscape();
      }
    }
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
    if (isUnreserved(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (unreserved(c)) {
        out.append(c);
      } else {
        escape(out, c);
      }
    }
    return out.toString();
  }

  private static boolean isUnreserved(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!unreserved(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean unreserved(char c) {
    return c < UNRESERVED.length && UNRESERVED[c];
  }

  /** Escapes only what may stand nowhere in a URL; what is well-formed stays as it is. */
  static String encodePath(String path) {
    StringBuilder out = new StringBuilder(path.length() + 16);
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c <= 0x20 || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\') {
        escape(out, c);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static void escape(StringBuilder out, char octet) {
    out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
  }
}
