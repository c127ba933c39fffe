package dev.tidegate.api.nodes;

/**
 * The right to step the engine and publish, for a while.
 *
 * @param node who holds it
 * @param token known to the holder alone: the same node's next lease has another
 * @param epoch of all that is published under it
 */
public record Lease(String node, String token, long epoch) {}
