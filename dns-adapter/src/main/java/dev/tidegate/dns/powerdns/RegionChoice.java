package dev.tidegate.dns.powerdns;

import java.util.List;
import java.util.regex.Pattern;

/**
 * By what a question is taken to come from a region, in the order in which they are tried.
 *
 * @param region the region's id
 * @param prefixes address ranges
 * @param countries ISO 3166-1 alpha-2; used only where the server has a country database
 */
public record RegionChoice(String region, List<String> prefixes, List<String> countries) {
  private static final Pattern PREFIX = Pattern.compile("[0-9a-fA-F:.]{2,45}(/\\d{1,3})?");
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

  public RegionChoice {
    prefixes = List.copyOf(prefixes);
    countries = List.copyOf(countries);
    prefixes.forEach(p -> require(PREFIX, p));
    countries.forEach(c -> require(COUNTRY, c));
  }

  /** What is written into a program must not be able to be one. */
  private static void require(Pattern rule, String text) {
    if (!rule.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" does not match " + rule.pattern());
    }
  }
}
