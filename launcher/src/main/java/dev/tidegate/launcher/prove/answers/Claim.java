package dev.tidegate.launcher.prove.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A figure that is bound.
 *
 * @param most whether the bound is the most that it may be, and not the least
 */
record Claim(String what, double figure, boolean most, double bound) {
  static Claim atMost(String what, double figure, double bound) {
    return new Claim(what, figure, true, bound);
  }

  static Claim atLeast(String what, double figure, double bound) {
    return new Claim(what, figure, false, bound);
  }

  /** A figure that is not there holds nothing. */
  boolean held() {
    return most ? figure <= bound : figure >= bound;
  }

  /** All of them as a table. */
  static List<String> table(List<Claim> claims) {
    List<String> lines =
        new ArrayList<>(List.of("", "| claim | figure | bound | held |", "|---|---|---|---|"));
    for (Claim claim : claims) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %.4g | %s %.4g | %s |",
              claim.what,
              claim.figure,
              claim.most ? "<=" : ">=",
              claim.bound,
              claim.held() ? "yes" : "**no**"));
    }
    return lines;
  }
}
