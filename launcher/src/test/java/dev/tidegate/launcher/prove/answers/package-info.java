/** Tests of the measurement of answers. */
@NullMarked
package dev.tidegate.launcher.prove.answers;

import org.jspecify.annotations.NullMarked;
