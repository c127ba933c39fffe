/** The suite that every backend must pass, and real servers to pass it against. */
@NullMarked
package dev.tidegate.dns.reconcile;

import org.jspecify.annotations.NullMarked;
