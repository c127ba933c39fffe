/** Many nodes on a real Redis, and all that can befall them. */
@NullMarked
package dev.tidegate.launcher.prove.nodes;

import org.jspecify.annotations.NullMarked;
