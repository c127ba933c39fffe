/** Whose fault is it, and how bad: windows, baselines, attribution, states. */
@NullMarked
package dev.tidegate.health;

import org.jspecify.annotations.NullMarked;
