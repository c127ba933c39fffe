package dev.tidegate.engine.replay;

import java.time.Instant;

/**
 * Where a replay first differs from what was recorded.
 *
 * @param tick of the segment, from 1; one more than it has if only the state at its end differs
 * @param what differs, such as {@code version}
 */
public record Difference(Instant at, long tick, String what, String recorded, String replayed) {}
