/**
 * Keeps a zone in step: observe, plan, guard, apply, verify, over a port that each kind of server
 * implements. Blocking code, meant for virtual threads; time is passed in.
 */
@NullMarked
package dev.tidegate.dns.reconcile;

import org.jspecify.annotations.NullMarked;
