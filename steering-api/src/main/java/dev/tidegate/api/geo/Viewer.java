package dev.tidegate.api.geo;

import java.util.Optional;

/**
 * Who asks, as far as it is known.
 *
 * @param region a configured region
 * @param network the network group that it is counted in, {@code other} where none is known
 * @param knownNetwork the same; empty if the ASN is not known
 * @param country ISO 3166-1 alpha-2
 * @param device device class, where the client may say it
 * @param prefix the client's /24 or /48, see {@link Addresses#prefix}
 */
public record Viewer(
    String region,
    String network,
    Optional<String> knownNetwork,
    Optional<String> country,
    Optional<String> device,
    long prefix) {}
