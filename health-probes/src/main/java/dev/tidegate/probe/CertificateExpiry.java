package dev.tidegate.probe;

import java.time.Duration;
import java.time.Instant;

/**
 * When the certificate that a host showed last ends.
 *
 * @param host name and port
 */
public record CertificateExpiry(String host, Instant ends) {

  /** Time left; negative once it has ended. */
  public Duration left(Instant now) {
    return Duration.between(now, ends);
  }
}
