package dev.tidegate.rehearsal.live;

/**
 * Who one viewer is.
 *
 * @param session opaque id it sends
 * @param prefix number of the client prefix it comes from
 * @param seed of its luck
 */
public record Profile(
    String session,
    String region,
    String network,
    long asn,
    int prefix,
    Protocol protocol,
    String device,
    long seed) {

  /** Which steering manifest it polls. */
  public enum Protocol {
    HLS,
    DASH
  }
}
