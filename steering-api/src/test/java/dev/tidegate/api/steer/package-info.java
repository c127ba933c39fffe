/** The public plane on real sockets. */
@NullMarked
package dev.tidegate.api.steer;

import org.jspecify.annotations.NullMarked;
