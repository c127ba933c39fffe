/**
 * Zones kept by dynamic update (RFC 2136, signed by RFC 8945) on servers such as BIND and Knot.
 * These know no weights, so a region is a hundred names, each an alias of one CDN.
 */
@NullMarked
package dev.tidegate.dns.rfc2136;

import org.jspecify.annotations.NullMarked;
