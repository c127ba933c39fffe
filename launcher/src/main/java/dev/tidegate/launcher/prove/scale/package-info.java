/** What an audience of a given size asks, by a simulation of its arrivals. */
@NullMarked
package dev.tidegate.launcher.prove.scale;

import org.jspecify.annotations.NullMarked;
