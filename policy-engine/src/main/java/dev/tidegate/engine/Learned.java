package dev.tidegate.engine;

import java.time.Instant;

/**
 * The part of its contract that a pool has proved able to carry.
 *
 * @param part 0..1 of the contract
 * @param quietSince since when there was no sign of collapse
 * @param raised when it last rose
 */
record Learned(double part, Instant quietSince, Instant raised) {}
