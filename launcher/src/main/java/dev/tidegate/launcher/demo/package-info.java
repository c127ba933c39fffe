/** {@code ./tidegate demo}: everything on one machine, and a fault to be steered around. */
@NullMarked
package dev.tidegate.launcher.demo;

import org.jspecify.annotations.NullMarked;
