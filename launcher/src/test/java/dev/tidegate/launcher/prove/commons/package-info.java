/** Tests of its proofs. */
@NullMarked
package dev.tidegate.launcher.prove.commons;

import org.jspecify.annotations.NullMarked;
