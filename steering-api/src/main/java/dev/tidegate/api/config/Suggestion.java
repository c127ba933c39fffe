package dev.tidegate.api.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant. */
public final class Suggestion {
  private static final int LONGEST = 64;

  private Suggestion() {}

  /**
   * The legal name nearest to {@code given}: at most a third of its letters off (one of a short
   * name, else at least two). Case and the choice of {@code -} or {@code _} count for nothing.
   */
  public static Optional<String> nearest(String given, Collection<String> legal) {
    if (given.isEmpty() || given.length() > LONGEST) {
      return Optional.empty();
    }
    int reach = given.length() <= 4 ? 1 : Math.max(2, given.length() / 3);
    return legal.stream()
        .filter(name -> name.length() <= LONGEST && name.length() > 1)
        .filter(name -> distance(plain(given), plain(name)) <= Math.min(reach, name.length() - 1))
        .min(
            Comparator.<String>comparingInt(name -> distance(plain(given), plain(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code ; did you mean "x"?}, or nothing. */
  public static String hint(String given, Collection<String> legal) {
    return nearest(given, legal).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Damerau-Levenshtein distance with adjacent swaps (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
