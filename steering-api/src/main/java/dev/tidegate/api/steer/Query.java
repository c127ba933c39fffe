package dev.tidegate.api.steer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a steering request asks. Parameters that are unknown, too long or not UTF-8 count as absent;
 * of a repeated one the last counts. Nothing but a malformed percent-escape is refused.
 *
 * @param session at most {@value #MAX_SESSION} characters
 * @param reported the CDN that the player says it is on, the last of its list
 */
record Query(
    Optional<String> session,
    Optional<String> path,
    Optional<String> region,
    OptionalLong asn,
    Optional<String> device,
    List<String> failed,
    Optional<String> reported) {
  static final int MAX_SESSION = 128;

  /** Parameters looked at; players append one or two, so that more is noise. */
  private static final int MAX_PARAMETERS = 256;

  private static final int MAX_FAILED = 64;

  private static final List<String> KEYS =
      List.of("session", "path", "region", "asn", "device", "failed");

  static final Query NONE =
      new Query(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty());

  /**
   * Reads the part of a request target after {@code ?}.
   *
   * @param raw the target with its escapes, which have been checked
   * @param from where the query begins in it, up to its end
   * @param pathwayKey the parameter that names the player's present CDN
   */
  static Query parse(String raw, int from, String pathwayKey) {
    if (from >= raw.length()) {
      return NONE;
    }
    Optional<String> session = Optional.empty();
    Optional<String> path = Optional.empty();
    Optional<String> region = Optional.empty();
    Optional<String> asn = Optional.empty();
    Optional<String> device = Optional.empty();
    Optional<String> failed = Optional.empty();
    Optional<String> pathway = Optional.empty();
    int at = from;
    for (int seen = 0; at <= raw.length() && seen < MAX_PARAMETERS; seen++) {
      int end = raw.indexOf('&', at);
      end = end < 0 ? raw.length() : end;
      int eq = raw.indexOf('=', at);
      int keyEnd = eq < 0 || eq > end ? end : eq;
      String key = key(raw, at, keyEnd, pathwayKey);
      if (!key.isEmpty()) {
        Optional<String> value =
            PercentText.decode(raw.substring(Math.min(keyEnd + 1, end), end), true);
        switch (key) {
          case "session" -> session = value;
          case "path" -> path = value;
          case "region" -> region = value;
          case "asn" -> asn = value;
          case "device" -> device = value;
          case "failed" -> failed = value;
          default -> pathway = value;
        }
      }
      at = end + 1;
    }
    return new Query(
        session.filter(Query::isSession),
        path.filter(p -> p.startsWith("/")),
        region.filter(r -> !r.isEmpty()),
        asn.map(Query::number).orElse(OptionalLong.empty()),
        device.filter(d -> !d.isEmpty() && d.length() <= 64),
        failed.map(Query::items).orElse(List.of()),
        pathway.flatMap(Query::lastItem));
  }

  /** Characters are counted only where there may be too many: half of them may be pairs. */
  private static boolean isSession(String text) {
    int n = text.length();
    return n > 0
        && (n <= MAX_SESSION || (n <= 2 * MAX_SESSION && text.codePointCount(0, n) <= MAX_SESSION));
  }

  /** The key that stands there, if it is one that counts; else nothing. */
  private static String key(String raw, int from, int to, String pathwayKey) {
    int length = to - from;
    for (String known : KEYS) {
      if (known.length() == length && raw.startsWith(known, from)) {
        return known;
      }
    }
    if (!pathwayKey.isEmpty()
        && pathwayKey.length() == length
        && raw.startsWith(pathwayKey, from)) {
      return pathwayKey;
    }
    int escape = raw.indexOf('%', from);
    if (escape < 0 || escape >= to) {
      return "";
    }
    String key = PercentText.decode(raw.substring(from, to), true).orElse("");
    return KEYS.contains(key) || key.equals(pathwayKey) ? key : "";
  }

  private static OptionalLong number(String text) {
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  /** The last item of a comma list: mostly its only one, quoted or not. */
  private static Optional<String> lastItem(String list) {
    int n = list.length();
    if (n > 0 && n <= MAX_FAILED && list.indexOf(',') < 0) {
      boolean quoted = n > 2 && list.charAt(0) == '"' && list.charAt(n - 1) == '"';
      String item = quoted ? list.substring(1, n - 1) : list;
      if (item.indexOf('"') < 0
          && visible(item.charAt(0))
          && visible(item.charAt(item.length() - 1))) {
        return Optional.of(item);
      }
    }
    List<String> items = items(list);
    return items.isEmpty() ? Optional.empty() : Optional.of(items.getLast());
  }

  private static boolean visible(char c) {
    return c > ' ' && c < 0x7f;
  }

  /** The items of a comma list, quoted or not; empty ones left out. */
  private static List<String> items(String list) {
    List<String> items = new ArrayList<>();
    int at = 0;
    while (at <= list.length() && items.size() < MAX_FAILED) {
      int end = list.indexOf(',', at);
      end = end < 0 ? list.length() : end;
      String item = list.substring(at, end).replace("\"", "").strip();
      if (!item.isEmpty()) {
        items.add(item);
      }
      at = end + 1;
    }
    return items;
  }
}
