/** Tests of its proofs. */
@NullMarked
package dev.tidegate.launcher.prove.edge;

import org.jspecify.annotations.NullMarked;
