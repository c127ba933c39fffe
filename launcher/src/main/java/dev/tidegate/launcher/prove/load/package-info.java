/** Loads on a server, each a program of its own that writes its figures as its last line. */
@NullMarked
package dev.tidegate.launcher.prove.load;

import org.jspecify.annotations.NullMarked;
