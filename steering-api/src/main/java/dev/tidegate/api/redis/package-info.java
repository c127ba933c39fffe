/**
 * Redis or Valkey: the connection to it, and the store that lives there. The only room that speaks
 * to it.
 */
@NullMarked
package dev.tidegate.api.redis;

import org.jspecify.annotations.NullMarked;
