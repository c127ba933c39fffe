/**
 * Our own answers where a parent zone delegates to us: from the same snapshot as the HTTP answers,
 * made ready when it was published.
 */
@NullMarked
package dev.tidegate.dns.responder;

import org.jspecify.annotations.NullMarked;
