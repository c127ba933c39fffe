/** The whole tick as one function, replayable byte for byte. */
@NullMarked
package dev.tidegate.engine;

import org.jspecify.annotations.NullMarked;
