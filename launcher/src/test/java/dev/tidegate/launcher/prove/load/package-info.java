/** Tests of its proofs. */
@NullMarked
package dev.tidegate.launcher.prove.load;

import org.jspecify.annotations.NullMarked;
