/**
 * What a recording holds and its bytes: everything the engine was told, so that it can be replayed.
 */
@NullMarked
package dev.tidegate.engine.record;

import org.jspecify.annotations.NullMarked;
