package dev.tidegate.api.control;

import dev.tidegate.api.config.TidegateConfig.Security;
import dev.tidegate.api.config.TidegateConfig.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Bearer tokens against the hashes in the configuration in force. Every configured hash is compared
 * in constant time, whichever matches, so that the time of an answer tells nothing.
 */
public final class Tokens {
  /** No token of ours is longer; a longer one is not hashed. */
  private static final int MAX_LENGTH = 4096;

  private final Supplier<Security> security;

  public Tokens(Supplier<Security> security) {
    this.security = security;
  }

  /** Whose token this is; empty if nobody's. */
  public Optional<Caller> caller(String token) {
    if (token.isEmpty() || token.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    byte[] hash = sha256(token.getBytes(StandardCharsets.UTF_8));
    Optional<Caller> found = Optional.empty();
    for (Token known : security.get().tokens()) {
      boolean same = MessageDigest.isEqual(hash, HexFormat.of().parseHex(known.sha256()));
      if (same) {
        found = Optional.of(new Caller(known.name(), known.role()));
      }
    }
    return found;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
