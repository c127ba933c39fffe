/**
 * What is wanted in DNS, what is there, and what would have to be done: data and pure functions,
 * which print themselves. Nothing here talks to a server.
 */
@NullMarked
package dev.tidegate.dns.plan;

import org.jspecify.annotations.NullMarked;
