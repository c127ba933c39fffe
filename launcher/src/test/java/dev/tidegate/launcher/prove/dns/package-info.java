/** Short forms of the proofs of the DNS side. */
@NullMarked
package dev.tidegate.launcher.prove.dns;

import org.jspecify.annotations.NullMarked;
