/**
 * Faults, and the physics of CDNs and viewers, as pure functions and small state machines: time and
 * luck are arguments, and nothing here knows of sockets. The same code runs on real sockets and in
 * simulated time.
 */
@NullMarked
package dev.tidegate.rehearsal.model;

import org.jspecify.annotations.NullMarked;
