/** The demo's parts, and one short demo. */
@NullMarked
package dev.tidegate.launcher.stage;

import org.jspecify.annotations.NullMarked;
