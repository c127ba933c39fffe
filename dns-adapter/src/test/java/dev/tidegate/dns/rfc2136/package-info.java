/** Tests of {@code rfc2136}. */
@NullMarked
package dev.tidegate.dns.rfc2136;

import org.jspecify.annotations.NullMarked;
