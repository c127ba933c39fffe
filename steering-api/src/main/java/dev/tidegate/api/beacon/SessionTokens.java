package dev.tidegate.api.beacon;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed proof that this plane gave out a session: base64url of {@code expiry, prefix mark, HMAC}.
 * The HMAC-SHA256 is over service, session, expiry and the mark of the client prefix it was issued
 * to. Thread-safe; no lock.
 */
public final class SessionTokens {
  /** How long a token holds. */
  public static final Duration LIFE = Duration.ofHours(24);

  private static final String ALGORITHM = "HmacSHA256";
  private static final int HEAD = Long.BYTES * 2;
  private static final int LENGTH = HEAD + 32;
  private static final int TEXT_LENGTH = (LENGTH * 8 + 5) / 6;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final ThreadLocal<Scratch> scratches;
  private final Hasher64 marks;
  private final long seed;

  /** What a thread needs to write a token, used again for the next. */
  private static final class Scratch {
    final Mac mac;
    final byte[] bytes = new byte[LENGTH];
    final ByteBuffer fields = ByteBuffer.wrap(bytes);
    final byte[] text = new byte[TEXT_LENGTH];

    Scratch(Mac mac) {
      this.mac = mac;
    }
  }

  /** What a token proves. */
  public enum Verdict {
    VALID,
    /** Valid, but issued to another client prefix. */
    MOVED,
    EXPIRED,
    /** Not one of ours, for this service and session. */
    FORGED
  }

  /**
   * A token.
   *
   * @param text as clients carry it
   */
  public record Token(String text, Instant expires) {}

  /**
   * @param key any secret but an empty one; a short one can be guessed, which who configures it is
   *     told
   */
  public SessionTokens(byte[] key) {
    SecretKeySpec secret = new SecretKeySpec(key, ALGORITHM);
    scratches = ThreadLocal.withInitial(() -> new Scratch(mac(secret)));
    marks = Hashing.komihash5_0(derived(secret, 1));
    seed = derived(secret, 2);
  }

  private static long derived(SecretKeySpec secret, int use) {
    return ByteBuffer.wrap(mac(secret).doFinal(new byte[] {(byte) use})).getLong();
  }

  /** A seed for hashes of sessions that clients cannot know: the same on every node. */
  long seed() {
    return seed;
  }

  private static Mac mac(SecretKeySpec secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** A token for a session of a service, asked for from a client prefix. */
  public Token issue(String service, String session, long prefix, Instant now) {
    byte[] text = octets(service, session, prefix, now);
    return new Token(
        new String(text, StandardCharsets.ISO_8859_1), Instant.ofEpochSecond(expires(now)));
  }

  /**
   * The text of such a token, in octets that are good until this thread's next.
   *
   * @param now to the second: the token expires {@link #LIFE} later
   */
  public byte[] octets(String service, String session, long prefix, Instant now) {
    Scratch own = scratches.get();
    own.fields.putLong(0, expires(now)).putLong(Long.BYTES, mark(prefix));
    begin(own.mac, service, session, own.bytes);
    try {
      own.mac.doFinal(own.bytes, HEAD);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("a token has room for its signature", e);
    }
    ENCODER.encode(own.bytes, own.text);
    return own.text;
  }

  private static long expires(Instant now) {
    return now.getEpochSecond() + LIFE.toSeconds();
  }

  /** What a token that came from a client prefix proves. */
  public Verdict check(String token, String service, String session, long prefix, Instant now) {
    if (token.length() != TEXT_LENGTH) {
      return Verdict.FORGED;
    }
    byte[] bytes;
    try {
      bytes = DECODER.decode(token);
    } catch (IllegalArgumentException e) {
      return Verdict.FORGED;
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    byte[] signature = new byte[LENGTH - HEAD];
    fields.get(HEAD, signature);
    if (!MessageDigest.isEqual(signature, sign(service, session, bytes))) {
      return Verdict.FORGED;
    }
    if (fields.getLong() <= now.getEpochSecond()) {
      return Verdict.EXPIRED;
    }
    return fields.getLong() == mark(prefix) ? Verdict.VALID : Verdict.MOVED;
  }

  private long mark(long prefix) {
    return marks.hashLongToLong(prefix);
  }

  private byte[] sign(String service, String session, byte[] head) {
    Mac mac = scratches.get().mac;
    begin(mac, service, session, head);
    return mac.doFinal();
  }

  private static void begin(Mac mac, String service, String session, byte[] head) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    mac.update((byte) name.length);
    mac.update(name);
    mac.update(head, 0, HEAD);
    mac.update(session.getBytes(StandardCharsets.UTF_8));
  }
}
