/** Tests of {@code dns}. */
@NullMarked
package dev.tidegate.api.dns;

import org.jspecify.annotations.NullMarked;
