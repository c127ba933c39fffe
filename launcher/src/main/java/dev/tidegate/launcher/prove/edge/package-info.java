/** How little of an audience reaches the origin through caches of others. */
@NullMarked
package dev.tidegate.launcher.prove.edge;

import org.jspecify.annotations.NullMarked;
