package dev.tidegate.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers by which the engine judges and moves, each with its key under {@code policy}, its
 * unit, default and legal range. The defaults move real viewers: they are frozen by a test and
 * changed only with an ADR.
 */
public record Policy(Map<Policy.Key, Double> values) {

  /** How a number is written in configuration. */
  public enum Unit {
    /** A plain number. */
    NUMBER,
    /** Seconds; written as a duration such as {@code 60s}. */
    DURATION,
    /** A fraction 0..1; written as {@code 0.25 pt} or {@code 5 %} or the plain fraction. */
    SHARE
  }

  /** One number. */
  public enum Key {
    // What is counted (engine.md 3)
    /** A session weighs at most this many times its cell's median session in 10 s. */
    SESSION_CAP("session-cap", Unit.NUMBER, 4, 1, 100),
    /** Least inflation of variance for sessions' clustering, failures. */
    CLUSTERING_FAILURE("clustering-failure", Unit.NUMBER, 3, 1, 1000),
    /** Inflation of variance for stalls until it is measured. */
    CLUSTERING_STALL("clustering-stall", Unit.NUMBER, 30, 1, 1000),
    SHORT_HALF_LIFE("short-half-life", Unit.DURATION, 15, 1, 600),
    LONG_HALF_LIFE("long-half-life", Unit.DURATION, 90, 1, 3600),
    BASELINE_HALF_LIFE("baseline-half-life", Unit.DURATION, 1800, 60, 86_400),
    /** Seconds enter the baseline this late, so that a fault's first seconds do not. */
    BASELINE_DELAY("baseline-delay", Unit.DURATION, 10, 0, 600),
    BASELINE_MIN_AGE("baseline-min-age", Unit.DURATION, 20, 1, 3600),
    BASELINE_MIN_SAMPLES("baseline-min-samples", Unit.NUMBER, 200, 1, 1e9),
    /**
     * Effective samples of un-latched peers in a region from which a CDN is judged against them.
     */
    REFERENCE_SAMPLES("reference-samples", Unit.NUMBER, 20, 1, 1e12),
    // Damage and verdict (4)
    MIN_EFFECT("min-effect", Unit.SHARE, 0.0025, 0, 1),
    NETWORK_MIN_EFFECT("network-min-effect", Unit.SHARE, 0.04, 0, 1),
    FLAG_Z("flag-z", Unit.NUMBER, 4.5, 1, 100),
    FLAG_FOR("flag-for", Unit.DURATION, 2, 0, 600),
    FLAG_LONG_FOR("flag-long-for", Unit.DURATION, 10, 0, 600),
    SUDDEN_EFFECT("sudden-effect", Unit.SHARE, 0.20, 0, 1),
    SUDDEN_Z("sudden-z", Unit.NUMBER, 8, 1, 100),
    VETO_SAMPLES("veto-samples", Unit.NUMBER, 30, 1, 1e6),
    VETO_SHARE("veto-share", Unit.SHARE, 0.6, 0, 1),
    CUSUM_SLACK("cusum-slack", Unit.NUMBER, 0.25, 0, 10),
    CUSUM_LIMIT("cusum-limit", Unit.NUMBER, 45, 1, 1e4),
    LATENCY_RATIO("latency-ratio", Unit.NUMBER, 1.5, 1, 100),
    LATENCY_MIN_RISE("latency-min-rise", Unit.DURATION, 0.030, 0, 10),
    LATENCY_FOR("latency-for", Unit.DURATION, 15, 0, 600),
    /** Badness that a CDN's load explains when it is full; less below, none up to overload-at. */
    LOAD_EFFECT("load-effect", Unit.SHARE, 0.025, 0, 1),
    /** Consecutive failing rounds that make a probe's word strong. */
    OUTAGE_ROUNDS("outage-rounds", Unit.NUMBER, 2, 1, 100),
    /** Consecutive failing rounds that suffice where beacons are absent. */
    OUTAGE_ROUNDS_ALONE("outage-rounds-alone", Unit.NUMBER, 3, 1, 100),
    OUTAGE_BEACONS("outage-beacons", Unit.NUMBER, 30, 1, 1e6),
    OUTAGE_EFFECT("outage-effect", Unit.SHARE, 0.05, 0, 1),
    /** Most of a service's viewers that may be drained on beacons alone, uncorroborated. */
    UNCORROBORATED("uncorroborated", Unit.SHARE, 0.20, 0, 1),
    // States (5)
    SUSPECT_FOR("suspect-for", Unit.DURATION, 1, 0, 600),
    OUT_RATE("out-rate", Unit.NUMBER, 1, 0.01, 100),
    /** Damage from which a CDN is left in one tick. */
    OUT_AT_ONCE("out-at-once", Unit.SHARE, 0.20, 0, 1),
    OVERLOAD_AT("overload-at", Unit.SHARE, 0.85, 0.1, 1),
    OVERLOAD_OUT("overload-out", Unit.NUMBER, 0.1, 0.001, 1),
    /** Share of a group that may return each second. */
    IN_RATE("in-rate", Unit.SHARE, 0.004, 0.00001, 1),
    /** Gain of the feedback regime: at most this over tau of the remaining distance a second. */
    FEEDBACK_GAIN("feedback-gain", Unit.NUMBER, 0.37, 0.01, 2),
    /** How long those follow an old answer who never ask, where DNS is not ours to know. */
    UNASKED_TTL("unasked-ttl", Unit.DURATION, 60, 1, 3600),
    /** For how long, in the mean, players go on with an address whose TTL is over. */
    CONNECTION_LIFE("connection-life", Unit.DURATION, 20, 0, 3600),
    RECEIVER_RAMP("receiver-ramp", Unit.SHARE, 0.02, 0.0001, 1),
    SLOW_START("slow-start", Unit.SHARE, 0.05, 0.001, 1),
    SLOW_START_FACTOR("slow-start-factor", Unit.NUMBER, 1.5, 1.01, 10),
    SLOW_START_STEP("slow-start-step", Unit.DURATION, 30, 1, 3600),
    DWELL("dwell", Unit.DURATION, 60, 0, 3600),
    DWELL_MAX("dwell-max", Unit.DURATION, 960, 0, 86_400),
    FLAP_WITHIN("flap-within", Unit.DURATION, 600, 0, 86_400),
    /** Odds at which recovery is believed: clears at ln of this. */
    CLEAR_ODDS("clear", Unit.NUMBER, 100, 2, 1e6),
    CLEAR_SAMPLES("clear-samples", Unit.NUMBER, 60, 1, 1e6),
    COST_DWELL("cost-dwell", Unit.DURATION, 120, 0, 86_400),
    BLAST_RADIUS("blast-radius", Unit.SHARE, 0.10, 0, 1),
    BLAST_WINDOW("blast-window", Unit.DURATION, 300, 1, 86_400),
    // Target (6)
    UTILISATION("utilisation", Unit.SHARE, 0.85, 0.1, 1),
    UTILISATION_MAX("utilisation-max", Unit.SHARE, 0.97, 0.1, 1),
    EQUIVALENCE_BAND("equivalence-band", Unit.SHARE, 0.003, 0, 1),
    /** Failures and stalls beyond its peers' in the long run that make a CDN chronically worse. */
    PREFERENCE_FROM("preference-from", Unit.SHARE, 0.019, 0, 1),
    /** A past this long must stand behind it. */
    PREFERENCE_AFTER("preference-after", Unit.DURATION, 300, 1, 86_400),
    /** The part of its configured share that it keeps at least; 1: it gives up nothing. */
    PREFERENCE_LEAST("preference-least", Unit.SHARE, 0.01, 0.001, 1),
    /** At most so often it halves, or doubles again. */
    PREFERENCE_STEP("preference-step", Unit.DURATION, 60, 1, 86_400),
    /** Part of a group without room on healthy CDNs that counts as shortage. */
    SHORTAGE("shortage", Unit.SHARE, 0.005, 0, 1),
    SHORTAGE_FOR("shortage-for", Unit.DURATION, 3, 0, 600),
    /** How long a rung of the ladder has to show what it is worth before the next is pulled. */
    RUNG_FOR("rung-for", Unit.DURATION, 45, 1, 3600),
    /** How long there must be room without a rung before it is taken back. */
    RUNG_BACK("rung-back", Unit.DURATION, 120, 1, 3600),
    /** Most of a CDN's share that price alone may take away; 0: price moves nobody. */
    COST_SHIFT("cost-shift", Unit.SHARE, 0.2, 0, 1),
    /** Time over which prices are smoothed, so that cost never moves fast. */
    COST_SMOOTHING("cost-smoothing", Unit.DURATION, 300, 1, 86_400),
    UNKNOWN_RAMP("unknown-ramp", Unit.SHARE, 0.02, 0.0001, 1),
    UNKNOWN_RAMP_URGENT("unknown-ramp-urgent", Unit.SHARE, 0.10, 0.0001, 1),
    // Modes (7)
    HELD_AFTER("held-after", Unit.DURATION, 20, 1, 3600),
    HELD_FRESH("held-fresh", Unit.DURATION, 3, 0, 600),
    HELD_RELAX_AFTER("held-relax-after", Unit.DURATION, 300, 0, 86_400),
    HELD_RELAX_OVER("held-relax-over", Unit.DURATION, 600, 1, 86_400),
    // Floor and canaries (8)
    FLOOR_SAMPLES("floor-samples", Unit.NUMBER, 60, 0, 1e6),
    FLOOR_MIN("floor-min", Unit.SHARE, 0.0005, 0, 1),
    FLOOR_MAX("floor-max", Unit.SHARE, 0.01, 0, 1),
    FLOOR_MILD("floor-mild", Unit.NUMBER, 4, 1, 100),
    CANARY_ROTATION("canary-rotation", Unit.DURATION, 30, 1, 3600),
    // Buckets and experiments (9, 10)
    NO_BOUNCE("no-bounce", Unit.DURATION, 60, 0, 3600),
    ARRIVAL_FOR("arrival-for", Unit.DURATION, 120, 1, 3600);

    private final String wire;
    private final Unit unit;
    private final double standard;
    private final double min;
    private final double max;

    Key(String wire, Unit unit, double standard, double min, double max) {
      this.wire = wire;
      this.unit = unit;
      this.standard = standard;
      this.min = min;
      this.max = max;
    }

    /** The key under {@code policy}. */
    public String wire() {
      return wire;
    }

    public Unit unit() {
      return unit;
    }

    /** The default; seconds, a fraction or a plain number, as {@link #unit} says. */
    public double standard() {
      return standard;
    }

    public double min() {
      return min;
    }

    public double max() {
      return max;
    }

    /** The key of this name, if there is one. */
    public static Optional<Key> byWire(String wire) {
      for (Key key : values()) {
        if (key.wire.equals(wire)) {
          return Optional.of(key);
        }
      }
      return Optional.empty();
    }
  }

  /** Every number at its default. */
  public static final Policy STANDARD = new Policy(Map.of());

  public Policy {
    EnumMap<Key, Double> copy = new EnumMap<>(Key.class);
    values.forEach(
        (key, value) -> {
          if (!(value >= key.min) || !(value <= key.max)) {
            throw new IllegalArgumentException(
                "policy "
                    + key.wire
                    + " must be within "
                    + key.min
                    + ".."
                    + key.max
                    + ": "
                    + value);
          }
          copy.put(key, value);
        });
    values = Collections.unmodifiableMap(copy);
  }

  /** The value of {@code key}: seconds, a fraction or a plain number, as its unit says. */
  public double get(Key key) {
    Double set = values.get(key); // no getOrDefault: this is asked very often, and would box
    return set == null ? key.standard : set;
  }
}
