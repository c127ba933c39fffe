/** Public answers: the listener, its routes, and bodies prepared once a snapshot. */
@NullMarked
package dev.tidegate.api.steer;

import org.jspecify.annotations.NullMarked;
