package dev.tidegate.api.steer;

import dev.tidegate.api.geo.Viewer;

/**
 * A steering request, understood.
 *
 * @param form what kind of answer is wanted
 * @param service as the path names it
 * @param session given by the client, or minted
 * @param trusted whether the service believes what clients say of their place
 */
record Asked(
    Form form, String service, String session, Query query, Viewer viewer, boolean trusted) {

  /** The forms of an answer. */
  enum Form {
    RANK("application/json", "", PublicStats.Answer.RANK),
    HLS("application/vnd.apple.steering-list", "_HLS_pathway", PublicStats.Answer.HLS),
    DASH("application/json", "_DASH_pathway", PublicStats.Answer.DASH),
    /** A session and its token, without a ranking. */
    SESSION("application/json", "", PublicStats.Answer.SESSION);

    final String contentType;

    /** The query parameter by which players name the CDN they are on. */
    final String pathwayKey;

    final PublicStats.Answer counted;

    Form(String contentType, String pathwayKey, PublicStats.Answer counted) {
      this.contentType = contentType;
      this.pathwayKey = pathwayKey;
      this.counted = counted;
    }
  }
}
