/** Tests of the package of this name. */
@NullMarked
package dev.tidegate.rehearsal.baseline;

import org.jspecify.annotations.NullMarked;
