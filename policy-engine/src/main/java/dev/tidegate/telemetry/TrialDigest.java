package dev.tidegate.telemetry;

import dev.tidegate.model.Group;

/**
 * What was counted since the last tick of one arm of a rollout, whatever CDN its sessions are on:
 * steered beside held out shows what steering is worth.
 *
 * @param group a service in a region; without a network
 * @param heldOut whether these sessions' buckets stay on static weights
 */
public record TrialDigest(Group group, boolean heldOut, Counts counts) {}
