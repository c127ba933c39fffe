/** Helpers of this module's tests. */
@NullMarked
package dev.tidegate.deploy;

import org.jspecify.annotations.NullMarked;
