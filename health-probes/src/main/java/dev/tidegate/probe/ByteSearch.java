package dev.tidegate.probe;

import java.nio.charset.StandardCharsets;

/** Finds a text in bytes that come in pieces, without keeping them (Knuth, Morris and Pratt). */
final class ByteSearch {
  private final byte[] sought;
  private final int[] fallback;
  private int matched;
  private boolean found;

  ByteSearch(String text) {
    sought = text.getBytes(StandardCharsets.UTF_8);
    fallback = new int[sought.length];
    for (int i = 1, k = 0; i < sought.length; i++) {
      k = extend(k, sought[i]);
      fallback[i] = k;
    }
  }

  void feed(byte[] piece) {
    for (int i = 0; i < piece.length && !found; i++) {
      matched = extend(matched, piece[i]);
      found = matched == sought.length;
    }
  }

  boolean found() {
    return found;
  }

  private int extend(int from, byte next) {
    int k = from;
    while (k > 0 && sought[k] != next) {
      k = fallback[k - 1];
    }
    return sought[k] == next ? k + 1 : 0;
  }
}
