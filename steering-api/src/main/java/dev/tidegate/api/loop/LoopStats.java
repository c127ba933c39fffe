package dev.tidegate.api.loop;

import java.time.Instant;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The loop's heartbeat, since the start. A copy: it does not change any more.
 *
 * @param lastStepAt when a step last succeeded; its age is the first thing to look at
 * @param steps those that succeeded
 * @param nudged steps, of those tried, that someone asked for between ticks
 * @param failures steps that failed: the snapshot before them stood
 * @param skippedTicks ticks whose time passed while another step ran
 * @param storeLagging saves that were not done within the deadline: the snapshot went out anyway
 * @param storeFailures what the store was asked for and could not do
 * @param probesDropped probe results that found the queue full
 * @param decisionsDropped decisions that a failing store could not take, beyond those kept for it
 * @param listenerFailures what listeners threw
 * @param overridesStale whether an operator's write is not yet in force, as the store could not be
 *     read
 * @param storeReachable what the engine is told
 * @param stepMicros how long steps took, in microseconds: gathering, deciding, saving, telling
 */
public record LoopStats(
    Optional<Instant> lastStepAt,
    long steps,
    long nudged,
    long failures,
    long skippedTicks,
    long storeLagging,
    long storeFailures,
    long probesDropped,
    long decisionsDropped,
    long listenerFailures,
    boolean overridesStale,
    boolean storeReachable,
    Histogram stepMicros) {}
