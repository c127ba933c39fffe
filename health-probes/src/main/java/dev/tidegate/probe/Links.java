package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.net.URI;

/** Follows what a manifest or a redirect points to. */
final class Links {
  private Links() {}

  /**
   * Resolves a reference.
   *
   * @throws ProbeFailed CONTENT, unless it leads to http or https with a host
   */
  static URI resolve(URI from, String reference) throws ProbeFailed {
    try {
      URI to = from.resolve(reference);
      boolean web =
          "http".equalsIgnoreCase(to.getScheme()) || "https".equalsIgnoreCase(to.getScheme());
      if (web && to.getHost() != null && to.getRawUserInfo() == null) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      throw new ProbeFailed(Outcome.CONTENT, "points to a malformed URI: " + e.getMessage());
    }
    throw new ProbeFailed(Outcome.CONTENT, "points to what cannot be fetched: " + reference);
  }
}
