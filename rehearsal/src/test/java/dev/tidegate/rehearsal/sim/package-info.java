@NullMarked
package dev.tidegate.rehearsal.sim;

import org.jspecify.annotations.NullMarked;
