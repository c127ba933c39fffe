/** Many nodes: what keeps them right, and what they tell each other. */
@NullMarked
package dev.tidegate.api.nodes;

import org.jspecify.annotations.NullMarked;
