/**
 * DNS in the running program: zones kept in step with each snapshot, and the built-in responder
 * that answers from it.
 */
@NullMarked
package dev.tidegate.api.dns;

import org.jspecify.annotations.NullMarked;
