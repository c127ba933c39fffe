/**
 * Many nodes: the lease that lets one of them step the engine, what it publishes to the others, and
 * what each of them heard.
 */
@NullMarked
package dev.tidegate.api.nodes;

import org.jspecify.annotations.NullMarked;
