/** The command line: one class per command, each thin. */
@NullMarked
package dev.tidegate.launcher;

import org.jspecify.annotations.NullMarked;
