package dev.tidegate.api.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A Lua script, sent by its digest; a server that does not know it (a new one, or one started
 * again) is sent the text.
 *
 * @param sha1 lower-case hex
 * @param output what its reply is read as
 */
public record RedisScript(String text, String sha1, ScriptOutputType output) {
  /**
   * Reads a script that lies beside this class, in {@code dev/tidegate/api/redis}.
   *
   * @param name such as {@code commit.lua}
   */
  public static RedisScript load(String name, ScriptOutputType output) {
    try (InputStream in = RedisScript.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its script " + name);
      }
      return of(new String(in.readAllBytes(), StandardCharsets.UTF_8), output);
    } catch (IOException e) {
      throw new IllegalStateException("the script " + name + " cannot be read", e);
    }
  }

  /** A script of that text. */
  static RedisScript of(String text, ScriptOutputType output) {
    return new RedisScript(text, sha1(text), output);
  }

  private static String sha1(String text) {
    try {
      // What Redis names a script by; nothing secret depends on it.
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /**
   * Runs it.
   *
   * @param keys all that it touches, of one slot
   * @param <T> what {@link #output} makes of the reply
   */
  public <T> CompletionStage<T> run(
      RedisAsyncCommands<String, byte[]> redis, List<String> keys, byte[]... arguments) {
    String[] all = keys.toArray(String[]::new);
    CompletionStage<T> quick = redis.evalsha(sha1, output, all, arguments);
    return quick.exceptionallyCompose(
        thrown -> {
          Throwable cause = thrown instanceof CompletionException c ? c.getCause() : thrown;
          return cause instanceof RedisNoScriptException
              ? redis.eval(text, output, all, arguments)
              : quick;
        });
  }

  /** Runs it by its whole text: one command, so that what is sent next is behind it. */
  <T> CompletionStage<T> whole(
      RedisAsyncCommands<String, byte[]> redis, List<String> keys, byte[]... arguments) {
    return redis.eval(text, output, keys.toArray(String[]::new), arguments);
  }
}
