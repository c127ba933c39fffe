/** {@code tidegate nodes}: several nodes and the Redis between them, on this machine. */
@NullMarked
package dev.tidegate.launcher.nodes;

import org.jspecify.annotations.NullMarked;
