/** Recordings told to the engine again, and what is said of it. */
@NullMarked
package dev.tidegate.launcher.replay;

import org.jspecify.annotations.NullMarked;
