/** What many nodes ask of the Redis in which they meet. */
@NullMarked
package dev.tidegate.launcher.prove.commons;

import org.jspecify.annotations.NullMarked;
