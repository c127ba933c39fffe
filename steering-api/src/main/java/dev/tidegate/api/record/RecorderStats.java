package dev.tidegate.api.record;

/**
 * What was recorded since the start.
 *
 * @param steps recorded
 * @param missed steps that are in no segment
 * @param failures of the disk or of taking down the state, after which recording rested
 * @param segments begun
 * @param bytes written
 */
public record RecorderStats(long steps, long missed, long failures, long segments, long bytes) {}
