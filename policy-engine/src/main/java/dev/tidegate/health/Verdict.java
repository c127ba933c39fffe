package dev.tidegate.health;

/** Whose fault it is, as far as the evidence goes. */
public sealed interface Verdict {
  /** Nothing is wrong, or nothing is known to be. */
  record None() implements Verdict {}

  /** A CDN, in the scope named: {@code everywhere}, a region or a network. */
  record Cdn(String cdn, String scope) implements Verdict {}

  /** A network: all CDNs are bad in it, other networks are fine. */
  record Isp(String network) implements Verdict {}

  /** What stands behind all CDNs. */
  record Origin() implements Verdict {}

  /** One app version or device class, on whatever CDN. */
  record Client(String clientClass) implements Verdict {}

  /** Our own signals are missing or contradict each other. */
  record Telemetry(String what) implements Verdict {}

  /** Reports that look forged. */
  record SuspectInput(String what) implements Verdict {}

  /** Demand exceeds what the healthy CDNs can carry. */
  record Capacity(String pool) implements Verdict {}

  /** The word used on the wire. */
  default String wire() {
    return switch (this) {
      case None ignored -> "none";
      case Cdn ignored -> "cdn";
      case Isp ignored -> "isp";
      case Origin ignored -> "origin";
      case Client ignored -> "client";
      case Telemetry ignored -> "telemetry";
      case SuspectInput ignored -> "suspect-input";
      case Capacity ignored -> "capacity";
    };
  }
}
