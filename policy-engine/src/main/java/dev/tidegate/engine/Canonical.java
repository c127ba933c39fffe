package dev.tidegate.engine;

import dev.tidegate.telemetry.ClientDigest;
import dev.tidegate.telemetry.Counts;
import dev.tidegate.telemetry.ProbeResult;
import dev.tidegate.telemetry.TrialDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Puts inputs into the one order in which they are judged, whatever order they came in. */
final class Canonical {
  private static final Comparator<ProbeResult> BY_END =
      Comparator.comparing(ProbeResult::ended)
          .thenComparing(ProbeResult::started)
          .thenComparing(ProbeResult::vantage)
          .thenComparing(ProbeResult::service)
          .thenComparing(ProbeResult::cdn)
          .thenComparing(ProbeResult::probe)
          .thenComparing(ProbeResult::outcome);

  private static final Comparator<ClientDigest> BY_CLIENT =
      Comparator.comparing(ClientDigest::cell).thenComparing(ClientDigest::client);

  private static final Comparator<TrialDigest> BY_ARM =
      Comparator.comparing(TrialDigest::group).thenComparing(TrialDigest::heldOut);

  private Canonical() {}

  static List<ProbeResult> probes(List<ProbeResult> probes) {
    List<ProbeResult> sorted = new ArrayList<>(probes);
    sorted.sort(BY_END);
    return sorted;
  }

  static List<ClientDigest> clients(List<ClientDigest> digests) {
    return summed(
        digests,
        BY_CLIENT,
        ClientDigest::counts,
        (d, counts) -> new ClientDigest(d.cell(), d.client(), counts));
  }

  static List<TrialDigest> trials(List<TrialDigest> digests) {
    return summed(
        digests,
        BY_ARM,
        TrialDigest::counts,
        (d, counts) -> new TrialDigest(d.group(), d.heldOut(), counts));
  }

  /**
   * In order, and those that are alike to it made one: their whole numbers are summed before
   * anything is done with them that would round.
   */
  private static <T> List<T> summed(
      List<T> digests,
      Comparator<T> order,
      Function<T, Counts> counts,
      BiFunction<T, Counts, T> with) {
    List<T> sorted = new ArrayList<>(digests);
    sorted.sort(order);
    List<T> sums = new ArrayList<>(sorted.size());
    for (T digest : sorted) {
      if (!sums.isEmpty() && order.compare(sums.getLast(), digest) == 0) {
        Counts both = counts.apply(sums.getLast()).copy().add(counts.apply(digest));
        sums.set(sums.size() - 1, with.apply(digest, both));
      } else {
        sums.add(digest);
      }
    }
    return sums;
  }
}
