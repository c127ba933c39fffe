package dev.tidegate.api.loop;

import dev.tidegate.api.nodes.Hearing;
import java.util.Map;

/**
 * What a node among many counted since its start.
 *
 * @param role what it does now
 * @param epoch of what it answers from
 * @param aloneTicks ticks in which it stepped on what it heard itself
 * @param unsent reports that were never told, as the store was away for longer than they keep
 * @param published by outcome, {@code unknown} among them
 * @param refused snapshots that were not above what it had applied
 * @param led how often it began to lead
 * @param heard what became of reports while it led
 */
public record NodeStats(
    Company.Role role,
    long epoch,
    long aloneTicks,
    long unsent,
    Map<String, Long> published,
    long refused,
    long led,
    Hearing.Tally heard) {}
