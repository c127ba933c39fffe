/** Tests of {@code powerdns}. */
@NullMarked
package dev.tidegate.dns.powerdns;

import org.jspecify.annotations.NullMarked;
