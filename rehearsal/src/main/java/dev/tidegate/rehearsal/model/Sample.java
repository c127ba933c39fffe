package dev.tidegate.rehearsal.model;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What a player saw of one CDN in one interval: the sample of a native beacon.
 *
 * @param errors failed requests, timeouts among them
 * @param errorClasses failed requests by class, in the beacon's words
 */
public record Sample(
    String cdn,
    int requests,
    int errors,
    int timeouts,
    SortedMap<String, Integer> errorClasses,
    List<Long> ttfbMillis,
    long bytes,
    long transferMillis,
    long playedMillis,
    long stalledMillis,
    int stalls,
    OptionalLong startupMillis,
    boolean startFailed) {}
