/** Tests of the package of this name. */
@NullMarked
package dev.tidegate.rehearsal.score;

import org.jspecify.annotations.NullMarked;
