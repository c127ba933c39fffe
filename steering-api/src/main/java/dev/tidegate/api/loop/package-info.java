/**
 * The tick: digests in, one engine step, changed state to the store, the snapshot out by one swap.
 */
@NullMarked
package dev.tidegate.api.loop;

import org.jspecify.annotations.NullMarked;
