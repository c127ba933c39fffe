/**
 * Zones on Route 53: weighted sets of aliases for each region, and geolocation aliases in front of
 * them.
 */
@NullMarked
package dev.tidegate.dns.route53;

import org.jspecify.annotations.NullMarked;
