/** Tests of {@code control}. */
@NullMarked
package dev.tidegate.api.control;

import org.jspecify.annotations.NullMarked;
