/** Measurements and endurance runs in full, each of which leaves a page of evidence behind. */
@NullMarked
package dev.tidegate.launcher.prove;

import org.jspecify.annotations.NullMarked;
