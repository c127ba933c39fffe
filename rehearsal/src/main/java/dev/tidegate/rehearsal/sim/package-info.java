/**
 * The closed loop in simulated time: imitation CDNs and a fluid audience, one second a step,
 * steered by the real engine or by a baseline. Nothing here knows of sockets, of clocks or of
 * chance that was not drawn from a seed.
 */
@NullMarked
package dev.tidegate.rehearsal.sim;

import org.jspecify.annotations.NullMarked;
