package dev.tidegate.health;

import dev.tidegate.model.Rows;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What is believed in one step of all CDNs of a service in its calm regions, as numbers; a {@link
 * CdnHealth} is made of them when somebody asks. Calm: no CDN is latched or in probation and
 * nothing speaks against one. Not changed after its step.
 */
final class Beliefs {
  private static final int DAMAGE = 0;
  private static final int FAILURE = 1;
  private static final int STALL = 2;
  private static final int MEDIAN = 3;
  private static final int P95 = 4;
  private static final int SAMPLES = 5;
  private static final int DETECTABLE = 6;
  private static final int WIDTH = 7;

  /** Stands for what was not measured: none of these numbers is ever not a number. */
  private static final double UNKNOWN = Double.NaN;

  private final String[] cdns;
  private final double[] numbers;
  private final CdnState[] states;
  private final @Nullable Optional<ProbeLog.Vote>[] votes;
  private int regions;

  /** One region's part. */
  final class Region extends Rows<String, CdnHealth> {
    private final int from;

    private Region(int from) {
      super(cdns);
      this.from = from;
    }

    @Override
    protected CdnHealth make(int place) {
      return health(from + place);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // no array of a generic type can be made otherwise
  Beliefs(String[] cdns, int regions) {
    this.cdns = cdns;
    numbers = new double[cdns.length * regions * WIDTH];
    states = new CdnState[cdns.length * regions];
    votes = (Optional<ProbeLog.Vote>[]) new Optional[cdns.length * regions];
  }

  /** The next region's part; {@link #note} its CDNs. */
  Region region() {
    return new Region(regions++ * cdns.length);
  }

  /** Notes what is believed of a CDN of the region begun last. */
  void note(
      int c,
      CdnState state,
      Optional<ProbeLog.Vote> vote,
      Comparison.Pool[] pools,
      double[] phi,
      double flagZ,
      LatencyMemory latency) {
    int at = (regions - 1) * cdns.length + c;
    states[at] = state;
    votes[at] = vote;
    Comparison.Pool failure = pools[Rate.FAILURE.index];
    Comparison.Pool stall = pools[Rate.STALL.index];
    double damage = vote.filter(v -> v.rounds() == 0).isPresent() ? 0 : UNKNOWN;
    damage = failure.isEmpty() ? damage : worse(damage, failure.damage(phi[0]));
    damage = stall.isEmpty() ? damage : worse(damage, stall.damage(phi[1]));
    int i = at * WIDTH;
    numbers[i + DAMAGE] = damage;
    numbers[i + FAILURE] = failure.isEmpty() ? UNKNOWN : failure.observed();
    numbers[i + STALL] = stall.isEmpty() ? UNKNOWN : stall.observed();
    numbers[i + MEDIAN] = latency.median().orElse(UNKNOWN);
    numbers[i + P95] = latency.p95().orElse(UNKNOWN);
    numbers[i + SAMPLES] = failure.isEmpty() ? UNKNOWN : failure.samples();
    numbers[i + DETECTABLE] =
        failure.isEmpty() ? UNKNOWN : failure.minimumDetectable(flagZ, phi[0]);
  }

  private static double worse(double known, double found) {
    return Double.isNaN(known) ? Math.max(0, found) : Math.max(known, found);
  }

  private CdnHealth health(int at) {
    Optional<ProbeLog.Vote> heard = votes[at];
    Optional<ProbeLog.Vote> vote = heard == null ? Optional.empty() : heard;
    return new CdnHealth(
        states[at],
        number(at, DAMAGE),
        0,
        false,
        false,
        1,
        vote.filter(v -> v.rounds() > 0).isEmpty(),
        false,
        number(at, FAILURE),
        number(at, STALL),
        number(at, MEDIAN),
        number(at, P95),
        number(at, SAMPLES),
        number(at, DETECTABLE),
        vote.map(ProbeLog.Vote::health),
        Optional.empty());
  }

  private OptionalDouble number(int at, int which) {
    double number = numbers[at * WIDTH + which];
    return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
  }
}
