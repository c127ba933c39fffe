/** What shares would be right: capacity, origin, cost, floors, the operators' words. */
@NullMarked
package dev.tidegate.weigh;

import org.jspecify.annotations.NullMarked;
