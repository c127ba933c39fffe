package dev.tidegate.api.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletionStage;

/**
 * What is asked of Redis on one connection. Commands that are sent one after the other without
 * waiting reach the server in that order, with nothing of this call's in between lost: so a {@code
 * WAIT} may follow the write that it waits for.
 */
@FunctionalInterface
public interface RedisCall<T> {
  /**
   * Sends the commands and does not wait: what is chained runs on a network thread, and must not
   * block.
   *
   * @param redis the commands of the connection; not to be kept
   */
  CompletionStage<T> on(RedisAsyncCommands<String, byte[]> redis);
}
