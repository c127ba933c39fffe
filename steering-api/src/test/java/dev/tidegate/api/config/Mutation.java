package dev.tidegate.api.config;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** One to four small wounds to a document. */
final class Mutation {
  private static final List<String> WORDS =
      List.of(
          "{", "}", "[", "]", ": ", "- ", "\n", "\t", "&a ", "*a", "!!str ", "${X}", "$${", "null",
          "~", "-1", "0", "1e309", ".nan", "\"", "'", "|", ">", "#", "---\n", "%", "\u0000",
          "\u2028", "live", "cdn-a", "in-west", "10s", "1 Tbps", "?", "<<: ");

  private Mutation() {}

  static byte[] of(byte[] document, RandomGenerator random) {
    byte[] bent = document;
    for (int i = 0; i <= random.nextInt(4); i++) {
      bent = wound(bent, random);
    }
    return bent;
  }

  private static byte[] wound(byte[] in, RandomGenerator random) {
    if (in.length == 0) {
      return in;
    }
    int at = random.nextInt(in.length);
    int to = Math.min(in.length, at + random.nextInt(40));
    return switch (random.nextInt(6)) {
      case 0 -> join(in, at, word(random), at);
      case 1 -> join(in, at, new byte[0], to);
      case 2 -> join(in, at, new byte[] {(byte) random.nextInt(256)}, at + 1);
      case 3 -> join(in, at, line(in, random), at);
      case 4 -> join(in, lineStart(in, at), line(in, random), lineStart(in, at));
      default -> join(in, at, word(random), to);
    };
  }

  private static byte[] word(RandomGenerator random) {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
  }

  /** Some line of the document, to stand where it does not belong. */
  private static byte[] line(byte[] in, RandomGenerator random) {
    int start = lineStart(in, random.nextInt(in.length));
    int end = start;
    while (end < in.length && in[end] != '\n') {
      end++;
    }
    return java.util.Arrays.copyOfRange(in, start, Math.min(in.length, end + 1));
  }

  private static int lineStart(byte[] in, int at) {
    int start = at;
    while (start > 0 && in[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private static byte[] join(byte[] in, int head, byte[] middle, int tail) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length + middle.length);
    out.write(in, 0, head);
    out.writeBytes(middle);
    out.write(in, tail, in.length - tail);
    return out.toByteArray();
  }
}
