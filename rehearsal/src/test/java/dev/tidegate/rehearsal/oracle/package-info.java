/** Tests of the package of this name. */
@NullMarked
package dev.tidegate.rehearsal.oracle;

import org.jspecify.annotations.NullMarked;
