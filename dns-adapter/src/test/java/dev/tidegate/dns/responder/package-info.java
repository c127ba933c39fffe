/** Tests of {@code responder}. */
@NullMarked
package dev.tidegate.dns.responder;

import org.jspecify.annotations.NullMarked;
