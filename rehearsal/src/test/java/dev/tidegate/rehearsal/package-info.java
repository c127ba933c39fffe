/** The rules of this house. */
@NullMarked
package dev.tidegate.rehearsal;

import org.jspecify.annotations.NullMarked;
