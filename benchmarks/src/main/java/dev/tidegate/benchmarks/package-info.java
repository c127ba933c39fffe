/** What a step of the engine costs in time and memory. Nothing depends on this. */
@NullMarked
package dev.tidegate.benchmarks;

import org.jspecify.annotations.NullMarked;
