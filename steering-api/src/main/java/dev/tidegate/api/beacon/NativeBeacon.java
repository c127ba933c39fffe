package dev.tidegate.api.beacon;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A native beacon, read but not yet believed.
 *
 * @param sampled the rate at which the session was chosen to report
 * @param app {@code client.app} and {@code client.version}, with a slash between them
 * @param device {@code client.device}
 */
record NativeBeacon(
    Optional<String> session,
    Optional<String> token,
    Optional<String> region,
    OptionalLong asn,
    OptionalDouble sampled,
    Optional<String> app,
    Optional<String> device,
    List<Sample> samples) {}
