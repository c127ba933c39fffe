package dev.tidegate.rehearsal.sim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is told of the world: beacons and probes.
 *
 * @param interval between two beacons of a player
 * @param sampled part of beacons that is sent, 0..1, &gt; 0
 * @param delay from the end of what a beacon tells to its being counted
 * @param covers what a beacon tells: the last so many seconds before it, &gt; 0
 * @param requests a second that a viewer makes, &gt; 0
 * @param silences when no beacon comes though players go on asking where to go
 * @param liars who tell untruths
 * @param probes how CDNs are checked; empty: not at all
 */
public record Reporting(
    Duration interval,
    double sampled,
    Duration delay,
    Duration covers,
    double requests,
    List<Span> silences,
    List<Liars> liars,
    Optional<Probes> probes) {

  /** Client prefixes are counted in this many buckets. */
  public static final int PREFIXES = 64;

  /** From the start of the scored clock; {@code until} exclusive. */
  public record Span(Duration from, Duration until) {
    /** Whether a second of the scored clock is inside. */
    public boolean holds(long second) {
      return second >= from.toSeconds() && second < until.toSeconds();
    }
  }

  /**
   * Forged beacons about one CDN from some client prefixes.
   *
   * @param prefixes how many of the {@value #PREFIXES} prefix buckets lie
   * @param flood how many beacons a liar sends for one that is due, &gt;= 1
   * @param claim the rate of failures they claim at first, 0..1
   * @param drift by how much the claim rises in a minute, 0..1
   */
  public record Liars(
      String cdn, int prefixes, double flood, double claim, double drift, Span when) {
    public Liars {
      Scenario.requireShare("claim", claim);
      Scenario.requireShare("drift", drift);
      if (prefixes < 0 || prefixes > PREFIXES || !(flood >= 1)) {
        throw new IllegalArgumentException(
            "prefixes must be within 0..64 and flood >= 1: " + prefixes + ", " + flood);
      }
    }

    /** The rate of failures claimed at a second of the scored clock. */
    public double claimed(long second) {
      double minutes = (second - when.from().toSeconds()) / 60.0;
      return Math.clamp(claim + drift * minutes, 0, 1);
    }
  }

  /**
   * Checks of a small object and of the live playlist of each CDN.
   *
   * @param interval between two checks of a CDN from one vantage
   * @param vantages in each region; 0: one that speaks for the CDN as a whole
   * @param playlist whether the live playlist is followed as well
   * @param segment the playlist's target duration
   */
  public record Probes(Duration interval, int vantages, boolean playlist, Duration segment) {
    /** 5 vantages a region, each every 10 s; the playlist is followed, segments of 4 s. */
    public static final Probes STANDARD =
        new Probes(Duration.ofSeconds(10), 5, true, Duration.ofSeconds(4));

    public Probes {
      if (!interval.isPositive() || !segment.isPositive() || vantages < 0) {
        throw new IllegalArgumentException("interval, segment > 0 and vantages >= 0 are needed");
      }
    }
  }

  /**
   * A beacon every 30 s of which 20 % are sent, 8 s late, about the 4 seconds before, in which a
   * viewer makes 4 requests; standard probes.
   */
  public static final Reporting STANDARD =
      new Reporting(
          Duration.ofSeconds(30),
          0.2,
          Duration.ofSeconds(8),
          Duration.ofSeconds(4),
          1,
          List.of(),
          List.of(),
          Optional.of(Probes.STANDARD));

  public Reporting {
    silences = List.copyOf(silences);
    liars = List.copyOf(liars);
    Scenario.requireShare("sampled", sampled);
    Scenario.requirePositive("sampled", sampled);
    Scenario.requirePositive("requests", requests);
    if (!interval.isPositive() || delay.isNegative() || covers.toSeconds() < 1) {
      throw new IllegalArgumentException("interval must be > 0, delay >= 0 and covers >= 1 s");
    }
  }
}
