/**
 * Zones on PowerDNS, written by its HTTP API: LUA records that hold weights and regions themselves.
 */
@NullMarked
package dev.tidegate.dns.powerdns;

import org.jspecify.annotations.NullMarked;
