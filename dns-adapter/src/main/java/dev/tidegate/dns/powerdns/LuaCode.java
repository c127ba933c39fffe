package dev.tidegate.dns.powerdns;

import dev.tidegate.dns.plan.DnsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the little programs of LUA records, and reads the weights out of them again. Host names
 * are checked to hold nothing but letters, digits, dots, hyphens and underscores; nothing else of
 * what is written came from outside.
 *
 * <p>With a client subnet in the question the same subnet gets the same answer ({@code
 * pickwhashed}); without one each question draws anew ({@code pickwrandom}), since a single
 * resolver may stand for a whole network.
 */
final class LuaCode {
  /** A character string of a record holds 255 bytes at most. */
  private static final int CHUNK = 240;

  private static final Pattern TABLE = Pattern.compile("\\{(\\{\\d{1,5},'[a-z0-9._-]+'\\},?)+\\}");
  private static final Pattern ENTRY = Pattern.compile("\\{(\\d{1,5}),'([a-z0-9._-]+)'\\}");
  private static final String PICK =
      " if ecswho then return pickwhashed(t) else return pickwrandom(t) end";

  private LuaCode() {}

  /** A program that answers everyone by one set of weights. */
  static String single(SortedMap<String, Integer> weights) {
    return ";local t=" + table(weights) + PICK;
  }

  /**
   * A program that answers by region.
   *
   * @param fallback for whoever is in none of the regions
   * @param choices each with its weights, in the order in which they are tried
   */
  static String byRegion(SortedMap<String, Integer> fallback, List<Branch> choices) {
    StringBuilder code = new StringBuilder(";local t=").append(table(fallback));
    for (int i = 0; i < choices.size(); i++) {
      code.append(" local t").append(i).append('=').append(table(choices.get(i).weights()));
    }
    String keyword = " if ";
    for (int i = 0; i < choices.size(); i++) {
      String condition = choices.get(i).condition();
      if (!condition.isEmpty()) {
        code.append(keyword).append(condition).append(" then t=t").append(i);
        keyword = " elseif ";
      }
    }
    if (keyword.equals(" elseif ")) {
      code.append(" end");
    }
    return code.append(PICK).toString();
  }

  /** One region's condition and weights. */
  record Branch(String condition, SortedMap<String, Integer> weights) {}

  /** True for a region's clients, in the language of the records; empty text if nobody can be. */
  static String condition(RegionChoice choice, boolean countries) {
    List<String> tests = new ArrayList<>();
    if (!choice.prefixes().isEmpty()) {
      tests.add("netmask({" + quoted(choice.prefixes()) + "})");
    }
    if (countries && !choice.countries().isEmpty()) {
      tests.add("country({" + quoted(choice.countries()) + "})");
    }
    return String.join(" or ", tests);
  }

  private static String quoted(List<String> words) {
    return "'" + String.join("','", words) + "'";
  }

  /** Those of weight 0 stay: who is where in the list decides who moves when weights change. */
  private static String table(SortedMap<String, Integer> weights) {
    List<String> entries = new ArrayList<>();
    weights.forEach(
        (host, weight) -> entries.add("{" + weight + ",'" + DnsNames.absolute(host) + "'}"));
    return "{" + String.join(",", entries) + "}";
  }

  /** The weights of every table in a program, in the order in which they stand there. */
  static List<SortedMap<String, Integer>> tables(String code) {
    List<SortedMap<String, Integer>> tables = new ArrayList<>();
    Matcher table = TABLE.matcher(code);
    while (table.find()) {
      SortedMap<String, Integer> weights = new TreeMap<>();
      Matcher entry = ENTRY.matcher(table.group());
      while (entry.find()) {
        weights.put(entry.group(2), Integer.parseInt(entry.group(1)));
      }
      tables.add(weights);
    }
    return tables;
  }

  /** As the content of a record: {@code CNAME "..." "..."}. */
  static String content(String code) {
    StringBuilder content = new StringBuilder("CNAME");
    for (int at = 0; at < code.length(); ) {
      int end = end(code, at);
      content.append(" \"").append(code, at, end).append('"');
      at = end;
    }
    return content.toString();
  }

  /**
   * Where the string that begins at {@code from} ends. The server puts white space where strings
   * meet: in the middle of a host name that would break the answer for those who draw it, and for
   * them alone. So strings end behind a comma between two values, or before a space.
   */
  private static int end(String code, int from) {
    if (code.length() - from <= CHUNK) {
      return code.length();
    }
    for (int end = from + CHUNK; end > from; end--) {
      boolean between = code.charAt(end - 1) == ',' || code.charAt(end) == ' ';
      if (between && !insideQuotes(code, end)) {
        return end;
      }
    }
    throw new IllegalArgumentException("no place to cut a program: " + code);
  }

  private static boolean insideQuotes(String code, int at) {
    return code.substring(0, at).chars().filter(c -> c == '\'').count() % 2 != 0;
  }

  /** The program out of a record's content, however it is cut into strings. */
  static String code(String content) {
    StringBuilder code = new StringBuilder();
    boolean inside = false;
    for (int i = content.indexOf('"'); i >= 0 && i < content.length(); i++) {
      char c = content.charAt(i);
      if (c == '"') {
        inside = !inside;
      } else if (inside) {
        code.append(c);
      }
    }
    return code.toString();
  }
}
