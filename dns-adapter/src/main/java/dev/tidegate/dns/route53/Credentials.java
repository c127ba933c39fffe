package dev.tidegate.dns.route53;

/**
 * An access key of the account.
 *
 * @param secret never shown
 */
public record Credentials(String keyId, String secret) {
  @Override
  public String toString() {
    return "Credentials[" + keyId + "]";
  }
}
