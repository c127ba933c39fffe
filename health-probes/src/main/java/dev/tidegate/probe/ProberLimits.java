package dev.tidegate.probe;

import java.time.Duration;

/**
 * What probing may cost, us and those we probe. The defaults carry 10 000 probes at 10 s from one
 * process as long as they spread over 20 hosts or more; fewer hosts need a larger {@code
 * perHostPerSecond}, which their owners should know of.
 *
 * @param perHostPerSecond probes begun a second at one host and port
 * @param perHostInFlight probes under way at one host and port
 * @param inFlight probes under way in all
 * @param bodyBytes of each body, read at most (more where a probe's min-bytes asks for it)
 * @param certificateWarning a certificate that ends sooner than this is warned about
 */
public record ProberLimits(
    int perHostPerSecond,
    int perHostInFlight,
    int inFlight,
    int bodyBytes,
    Duration certificateWarning) {

  public ProberLimits {
    if (perHostPerSecond < 1 || perHostInFlight < 1 || inFlight < 1 || bodyBytes < 1024) {
      throw new IllegalArgumentException(
          "limits must be positive, and bodies at least 1024 bytes: "
              + perHostPerSecond
              + "/s, "
              + perHostInFlight
              + " and "
              + inFlight
              + " in flight, "
              + bodyBytes
              + " bytes");
    }
    if (certificateWarning.isNegative()) {
      throw new IllegalArgumentException(
          "certificate warning must not be negative: " + certificateWarning);
    }
  }

  public static ProberLimits defaults() {
    return new ProberLimits(50, 32, 4096, 1 << 20, Duration.ofDays(14));
  }
}
