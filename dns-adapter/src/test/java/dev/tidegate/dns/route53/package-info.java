/** Tests of {@code route53}, against an imitation: the real one is not to be had in a test. */
@NullMarked
package dev.tidegate.dns.route53;

import org.jspecify.annotations.NullMarked;
