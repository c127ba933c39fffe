package dev.tidegate.api.steer;

import java.util.List;
import java.util.Optional;

/**
 * A request target taken apart: {@code /v1/<resource>/<service>?<query>}. What {@link EdgeTarget}
 * takes apart further has the resource {@code edge} and no service. Its parts are marks in the
 * text, copied out only where they are asked for.
 *
 * @param text as it was sent, without a scheme, a host and a fragment
 * @param pathEnd where the path ends in it
 * @param resource the segment after {@code /v1/}; empty where the path is none of that form
 * @param service decoded; what is not UTF-8 in it is replaced, as it names no service anyway
 */
record Target(String text, int pathEnd, String resource, Optional<String> service) {
  private static final String VERSION = "/v1/";
  private static final String EDGE = "/v1/edge/";
  private static final int MAX_NAME = 256;

  /** Those that are asked for most. */
  private static final List<String> RESOURCES = List.of("hls", "dash", "rank", "beacons");

  /** Takes apart {@code target}, whose escapes have been checked. */
  static Target of(String target) {
    String local = withoutAuthority(target);
    int fragment = local.indexOf('#');
    local = fragment < 0 ? local : local.substring(0, fragment);
    int mark = local.indexOf('?');
    int end = mark < 0 ? local.length() : mark;
    if (local.startsWith(VERSION)) {
      int slash = local.indexOf('/', VERSION.length());
      int next = slash < 0 ? -1 : local.indexOf('/', slash + 1);
      if (slash > 0 && slash + 1 < end && (next < 0 || next > end)) {
        Optional<String> service = Optional.of(name(local.substring(slash + 1, end)));
        return new Target(local, end, resource(local, slash), service);
      }
    }
    String resource = local.startsWith(EDGE) && EDGE.length() <= end ? "edge" : "";
    return new Target(local, end, resource, Optional.empty());
  }

  private static String resource(String local, int slash) {
    for (String known : RESOURCES) {
      if (VERSION.length() + known.length() == slash && local.startsWith(known, VERSION.length())) {
        return known;
      }
    }
    return local.substring(VERSION.length(), slash);
  }

  /** As it was sent, without the query. */
  String path() {
    return text.substring(0, pathEnd);
  }

  /** Where the query begins in the text, with its escapes; at its end if there is none. */
  int queryFrom() {
    return Math.min(pathEnd + 1, text.length());
  }

  /** A name in a path, decoded; one that can be no name of ours becomes one that none has. */
  static String name(String segment) {
    String decoded = PercentText.decode(segment, false).orElse("\ufffd");
    return decoded.length() <= MAX_NAME ? decoded : "\ufffd";
  }

  /** A proxy may send the absolute form. */
  private static String withoutAuthority(String target) {
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    if (scheme < 0) {
      return target;
    }
    int slash = target.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }
}
