@NullMarked
package dev.tidegate.launcher.nodes;

import org.jspecify.annotations.NullMarked;
