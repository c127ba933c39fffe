package dev.tidegate.dns.rfc2136;

import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/**
 * A shared key.
 *
 * @param name absolute
 * @param algorithm {@code hmac-sha256}, {@code hmac-sha384} or {@code hmac-sha512}
 * @param secret base64
 */
public record TsigSigner(String name, String algorithm, String secret) {
  private static final Map<String, Name> ALGORITHMS =
      Map.of(
          "hmac-sha256", TSIG.HMAC_SHA256,
          "hmac-sha384", TSIG.HMAC_SHA384,
          "hmac-sha512", TSIG.HMAC_SHA512);

  /**
   * The key, made ready to sign.
   *
   * @param clock whose time stands in the signature
   * @throws IllegalArgumentException if the name or the secret cannot be a key's
   */
  TSIG key(Clock clock) {
    Name known = ALGORITHMS.get(algorithm);
    if (known == null) {
      throw new IllegalArgumentException("not a TSIG algorithm we know: " + algorithm);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(secret);
      SecretKey mac =
          new SecretKeySpec(bytes, "HmacSHA" + algorithm.substring("hmac-sha".length()));
      return new TSIG(known, Name.fromString(name), mac, clock);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("not a key's name: " + name, e);
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "TsigSigner[" + name + " " + algorithm + "]";
  }
}
