package dev.tidegate.api.steer;

import java.util.Optional;

/**
 * A request target taken apart: {@code /v1/<resource>/<service>?<query>}. What {@link EdgeTarget}
 * takes apart further has the resource {@code edge} and no service.
 *
 * @param path as it was sent, without a scheme, a host and the query
 * @param resource the segment after {@code /v1/}; empty where the path is none of that form
 * @param service decoded; what is not UTF-8 in it is replaced, as it names no service anyway
 * @param query with its escapes
 */
record Target(String path, String resource, Optional<String> service, String query) {
  private static final String VERSION = "/v1/";
  private static final String EDGE = "/v1/edge/";
  private static final int MAX_NAME = 256;

  /** Takes apart {@code target}, whose escapes have been checked. */
  static Target of(String target) {
    String local = withoutAuthority(target);
    int fragment = local.indexOf('#');
    local = fragment < 0 ? local : local.substring(0, fragment);
    int mark = local.indexOf('?');
    String path = mark < 0 ? local : local.substring(0, mark);
    String query = mark < 0 ? "" : local.substring(mark + 1);
    if (path.startsWith(VERSION)) {
      int slash = path.indexOf('/', VERSION.length());
      if (slash > 0 && slash + 1 < path.length() && path.indexOf('/', slash + 1) < 0) {
        return new Target(
            path,
            path.substring(VERSION.length(), slash),
            Optional.of(name(path.substring(slash + 1))),
            query);
      }
    }
    String resource = path.startsWith(EDGE) ? "edge" : "";
    return new Target(path, resource, Optional.empty(), query);
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
