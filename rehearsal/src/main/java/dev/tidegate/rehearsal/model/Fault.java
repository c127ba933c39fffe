package dev.tidegate.rehearsal.model;

import java.util.List;

/** What can be wrong with a CDN. Shares are 0..1 of requests. */
public sealed interface Fault {

  /** The words by which faults are asked for. */
  List<String> KINDS =
      List.of(
          "refuse",
          "http5xx",
          "blackhole",
          "brownout",
          "slow",
          "frozen-playlist",
          "capacity-cut",
          "lying-prober");

  /** Connections are refused. */
  record Refuse() implements Fault {}

  /** This share of requests is answered 503 at once. */
  record ServerErrors(double share) implements Fault {
    public ServerErrors {
      requireShare("share", share);
    }
  }

  /** Connections are accepted and nothing ever comes. */
  record BlackHole() implements Fault {}

  /**
   * A sick minority: {@code share} of requests fail, of which {@code hanging} never end and the
   * others get 503. Probes of manifests seldom see it.
   */
  record Brownout(double share, double hanging) implements Fault {
    public Brownout {
      requireShare("share", share);
      requireShare("hanging", hanging);
    }
  }

  /** The first byte takes {@code factor} times as long. */
  record Slow(double factor) implements Fault {
    public Slow {
      if (!(factor >= 1)) {
        throw new IllegalArgumentException("factor of slowness must be >= 1: " + factor);
      }
    }
  }

  /** The live playlist stands still; every status stays 200. */
  record FrozenPlaylist() implements Fault {}

  /** Only {@code remaining} of the capacity is left. */
  record CapacityCut(double remaining) implements Fault {
    public CapacityCut {
      if (!(remaining > 0 && remaining <= 1)) {
        throw new IllegalArgumentException("remaining capacity must be in (0, 1]: " + remaining);
      }
    }
  }

  /** The prober's own network is ill: probes fail, viewers are well. */
  record LyingProber() implements Fault {}

  /**
   * The fault asked for by a word and one number.
   *
   * @param kind one of {@link #KINDS}
   * @param severity 0..1: share of requests that fail, or of capacity lost; for {@code slow} the
   *     factor is {@code 1 + 10 * severity}; ignored where a fault is all or nothing
   * @throws IllegalArgumentException if the kind is not known or the severity out of range
   */
  static Fault of(String kind, double severity) {
    requireShare("severity", severity);
    return switch (kind) {
      case "refuse" -> new Refuse();
      case "http5xx" -> new ServerErrors(severity);
      case "blackhole" -> new BlackHole();
      case "brownout" -> new Brownout(severity, 0);
      case "slow" -> new Slow(1 + 10 * severity);
      case "frozen-playlist" -> new FrozenPlaylist();
      case "capacity-cut" -> new CapacityCut(Math.max(0.01, 1 - severity));
      case "lying-prober" -> new LyingProber();
      default -> throw new IllegalArgumentException("kind must be one of " + KINDS + ": " + kind);
    };
  }

  /** The word for this fault. */
  default String kind() {
    return switch (this) {
      case Refuse _ -> "refuse";
      case ServerErrors _ -> "http5xx";
      case BlackHole _ -> "blackhole";
      case Brownout _ -> "brownout";
      case Slow _ -> "slow";
      case FrozenPlaylist _ -> "frozen-playlist";
      case CapacityCut _ -> "capacity-cut";
      case LyingProber _ -> "lying-prober";
    };
  }

  private static void requireShare(String what, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(what + " must be in [0, 1]: " + share);
    }
  }
}
