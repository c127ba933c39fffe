package dev.tidegate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
  @Test
  void findsWhatStringsFindHoweverTheBytesAreCut() {
    for (long seed = 0; seed < 5000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String text = letters(random, random.nextInt(60));
      String sought = letters(random, 1 + random.nextInt(6));
      ByteSearch search = new ByteSearch(sought);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(9));
        search.feed(Arrays.copyOfRange(bytes, at, end));
        at = end;
      }
      assertThat(search.found()).as("seed " + seed).isEqualTo(text.contains(sought));
    }
  }

  private static String letters(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("abä".charAt(random.nextInt(3)));
    }
    return text.toString();
  }
}
