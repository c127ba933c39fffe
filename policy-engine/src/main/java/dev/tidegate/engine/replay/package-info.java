/** Recordings told to the engine again: is it the same, and what would another policy have done. */
@NullMarked
package dev.tidegate.engine.replay;

import org.jspecify.annotations.NullMarked;
