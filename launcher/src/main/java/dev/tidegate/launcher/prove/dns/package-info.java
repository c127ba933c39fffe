/** Proofs of the DNS side, against the name servers of the operating system's packages. */
@NullMarked
package dev.tidegate.launcher.prove.dns;

import org.jspecify.annotations.NullMarked;
