package dev.tidegate.api.steer;

import dev.tidegate.shift.Buckets;
import java.util.Map;
import java.util.Optional;

/**
 * The target of an edge answer: {@code /v1/edge/<service>/<region>/table}, or {@code
 * /v1/edge/<service>/<region>/<bucket>/<form>}.
 *
 * @param path as it was sent, without the query, which is ignored
 * @param network what stands behind {@code ~} in the region
 * @param form empty for the table
 * @param bucket 0 for the table
 */
record EdgeTarget(
    String path,
    String service,
    String region,
    Optional<String> network,
    Optional<Asked.Form> form,
    int bucket) {
  private static final String PREFIX = "/v1/edge/";
  private static final Map<String, Asked.Form> FORMS =
      Map.of("hls", Asked.Form.HLS, "dash", Asked.Form.DASH, "rank", Asked.Form.RANK);

  /** Takes apart a path whose escapes have been checked; empty if it is none of these. */
  static Optional<EdgeTarget> of(String path) {
    if (!path.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String[] parts = path.substring(PREFIX.length()).split("/", -1);
    if (parts.length < 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
      return Optional.empty();
    }
    if (parts.length == 3) {
      return parts[2].equals("table")
          ? Optional.of(named(path, parts, Optional.empty(), 0))
          : Optional.empty();
    }
    Asked.Form form = FORMS.get(parts[3]);
    int bucket = bucket(parts[2]);
    return parts.length == 4 && form != null && bucket >= 0
        ? Optional.of(named(path, parts, Optional.of(form), bucket))
        : Optional.empty();
  }

  private static EdgeTarget named(
      String path, String[] parts, Optional<Asked.Form> form, int bucket) {
    String place = Target.name(parts[1]);
    int mark = place.indexOf('~');
    return new EdgeTarget(
        path,
        Target.name(parts[0]),
        mark < 0 ? place : place.substring(0, mark),
        mark < 0 ? Optional.empty() : Optional.of(place.substring(mark + 1)),
        form,
        bucket);
  }

  /** A decimal number below {@link Buckets#COUNT}; -1 for anything else. */
  private static int bucket(String digits) {
    if (digits.isEmpty() || digits.length() > 4) {
      return -1;
    }
    int bucket = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      bucket = bucket * 10 + c - '0';
    }
    return bucket;
  }
}
