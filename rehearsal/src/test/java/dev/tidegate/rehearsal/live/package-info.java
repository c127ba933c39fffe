/** The physics on real sockets. */
@NullMarked
package dev.tidegate.rehearsal.live;

import org.jspecify.annotations.NullMarked;
