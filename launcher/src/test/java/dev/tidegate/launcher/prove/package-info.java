/** The proofs in their short, seeded forms. */
@NullMarked
package dev.tidegate.launcher.prove;

import org.jspecify.annotations.NullMarked;
