@NullMarked
package dev.tidegate.launcher.prove.nodes;

import org.jspecify.annotations.NullMarked;
