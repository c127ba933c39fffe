/** From addresses to places. */
@NullMarked
package dev.tidegate.api.geo;

import org.jspecify.annotations.NullMarked;
