/** How the rooms are put together, started, reloaded and ended. */
@NullMarked
package dev.tidegate.api.wiring;

import org.jspecify.annotations.NullMarked;
