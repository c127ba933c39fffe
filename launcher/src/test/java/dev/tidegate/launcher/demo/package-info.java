/** The demo's parts, and one short demo. */
@NullMarked
package dev.tidegate.launcher.demo;

import org.jspecify.annotations.NullMarked;
