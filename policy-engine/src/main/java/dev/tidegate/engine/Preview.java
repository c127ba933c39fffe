package dev.tidegate.engine;

import dev.tidegate.model.Group;
import dev.tidegate.model.Weights;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * Where the weights would end if the inputs stood as they are: the answer to a dry run.
 *
 * @param weights final weights by group
 * @param peakUtilisation highest load over capacity of any CDN then; empty if no capacity is known
 * @param refusedBy the rule that refuses the change, if one does
 */
public record Preview(
    SortedMap<Group, Weights> weights,
    OptionalDouble peakUtilisation,
    Optional<String> refusedBy) {}
