package dev.tidegate.dns.responder;

import java.util.Optional;

/** From an address to where it is. Fast, never blocking, never failing. */
@FunctionalInterface
public interface Whereabouts {
  /** Where the owner of an address of 4 or 16 octets is. */
  Origin locate(byte[] address);

  /**
   * @param region a configured region
   * @param network a network group, where it is known
   * @param country ISO 3166-1 alpha-2, where it is known
   */
  record Origin(String region, Optional<String> network, Optional<String> country) {}
}
