/** From a client's address to its region, network and country. */
@NullMarked
package dev.tidegate.api.geo;

import org.jspecify.annotations.NullMarked;
