/**
 * What could have been: steerings that know the truth, and a floor under the harm that any steering
 * leaves. Bounds to measure against, no rivals.
 */
@NullMarked
package dev.tidegate.rehearsal.oracle;

import org.jspecify.annotations.NullMarked;
