/** What was seen: digests of beacons and polls, probe results. Integer counts, merged exactly. */
@NullMarked
package dev.tidegate.telemetry;

import org.jspecify.annotations.NullMarked;
