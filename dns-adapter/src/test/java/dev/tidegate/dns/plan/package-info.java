/** Tests of {@code plan}. */
@NullMarked
package dev.tidegate.dns.plan;

import org.jspecify.annotations.NullMarked;
