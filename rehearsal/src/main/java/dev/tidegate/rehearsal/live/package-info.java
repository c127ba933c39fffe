/**
 * The rehearsal's physics on real sockets: CDNs that serve HTTP, and viewers that speak only the
 * wire contract.
 */
@NullMarked
package dev.tidegate.rehearsal.live;

import org.jspecify.annotations.NullMarked;
