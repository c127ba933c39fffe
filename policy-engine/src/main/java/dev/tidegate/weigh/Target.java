package dev.tidegate.weigh;

import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;

/**
 * The shares wanted for a group.
 *
 * @param shortage the part of the group (0..1) that no healthy CDN has room for: it stays where it
 *     is or goes to the least damaged
 */
public record Target(Group group, Weights weights, double shortage) {}
