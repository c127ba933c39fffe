/** How many answers a core gives, beside peers that give the same octets. */
@NullMarked
package dev.tidegate.launcher.prove.answers;

import org.jspecify.annotations.NullMarked;
