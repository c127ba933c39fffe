/** How to get there moving the fewest sessions: bucket tables and the limits on their change. */
@NullMarked
package dev.tidegate.shift;

import org.jspecify.annotations.NullMarked;
