/** Tests of its proofs. */
@NullMarked
package dev.tidegate.launcher.prove.scale;

import org.jspecify.annotations.NullMarked;
