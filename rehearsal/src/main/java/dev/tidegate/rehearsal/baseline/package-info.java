/**
 * What others do, as they publish it: the steerings that the engine has to beat. They see what the
 * engine sees, and nothing of the truth.
 */
@NullMarked
package dev.tidegate.rehearsal.baseline;

import org.jspecify.annotations.NullMarked;
