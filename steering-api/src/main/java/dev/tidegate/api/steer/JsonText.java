package dev.tidegate.api.steer;

/** JSON strings, written by hand: the answer path uses no JSON library. */
final class JsonText {
  private JsonText() {}

  /** Writes {@code text} as a JSON string with its quotes. */
  static void quote(String text, Octets out) {
    for (int i = 0; i < text.length(); i++) {
      if (!plain(text.charAt(i))) {
        out.utf8(quote(text));
        return;
      }
    }
    out.put('"').ascii(text).put('"');
  }

  private static boolean plain(char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<';
  }

  /** {@code text} as a JSON string with its quotes; safe to stand in a script element too. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || c == '<' || c == '\u2028' || c == '\u2029') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
