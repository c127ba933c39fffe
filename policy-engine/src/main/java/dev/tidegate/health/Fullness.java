package dev.tidegate.health;

import dev.tidegate.model.Group;
import dev.tidegate.model.Numbers;
import dev.tidegate.model.Policy;
import dev.tidegate.tape.Tape;
import java.util.Map;
import java.util.SortedMap;

/**
 * How much badness a CDN's load explains: nothing up to {@code overload-at}, then growing with the
 * square of what is beyond, to {@code load-effect} where it is full; over its capacity, what is
 * over fails as well, and from 1.1 on goodput itself falls by half a point for each point more, to
 * no less than 40 % (what congestion collapse does to servers that go on serving requests which
 * have been given up; ADR 0025).
 *
 * <pre>
 * explained(rho) = load-effect * x^2 + over,  x = (rho - overload-at) / (1 - overload-at), within 0..1
 * over           = 1 - max(0.4, 1 - 0.5 (rho - 1.1)+) / rho where rho &gt; 1, else 0
 * </pre>
 *
 * Whoever sent viewers there must not blame the CDN for it; that is for the capacity guard. A
 * window tells of seconds in which load was another, so each is explained by the mean over what it
 * holds; by the present load where that explains more, since reports of it are still on their way.
 */
final class Fullness {
  private static final double COLLAPSE = 1.1;
  private static final double STEEPNESS = 0.5;
  private static final double LEAST_GOODPUT = 0.4;

  /** Reports in the short and the long window, and what of them load explained when they came. */
  private final double[] reports = new double[2];

  private final double[] explained = new double[2];
  private double now;

  /** The part of badness, 0..1, that load explains at this load over capacity. */
  static double explains(Policy policy, double utilisation) {
    double from = policy.get(Policy.Key.OVERLOAD_AT);
    double beyond = Math.clamp((utilisation - from) / Math.max(0.01, 1 - from), 0, 1);
    double goodput = Math.max(LEAST_GOODPUT, 1 - STEEPNESS * Math.max(0, utilisation - COLLAPSE));
    double over = utilisation > 1 ? 1 - goodput / utilisation : 0;
    return Math.min(1, policy.get(Policy.Key.LOAD_EFFECT) * beyond * beyond + over);
  }

  /** The part of the badness of a window, 0..1, that load explains; a second's is the short's. */
  double explains(int span) {
    int window = span == CellMemory.LONG ? CellMemory.LONG : CellMemory.SHORT;
    return reports[window] > 0 ? Math.max(now, explained[window] / reports[window]) : now;
  }

  /** Forgets what windows held that are empty now. */
  void clear() {
    for (int window = 0; window < reports.length; window++) {
      reports[window] = 0;
      explained[window] = 0;
    }
  }

  private void note(double part, double came, double[] keep) {
    now = part;
    for (int window = 0; window < reports.length; window++) {
      reports[window] = reports[window] * keep[window] + came;
      explained[window] = explained[window] * keep[window] + came * part;
    }
  }

  /**
   * Notes it of every outlet of a service, whose counts of this step are gathered.
   *
   * @param dt seconds since the last step
   */
  static void note(
      ServiceMemory memory, Map<Group, SortedMap<String, Double>> utilisation, double dt) {
    Policy policy = memory.service.policy();
    double[] keep = {
      StrictMath.pow(2, -dt / policy.get(Policy.Key.SHORT_HALF_LIFE)),
      StrictMath.pow(2, -dt / policy.get(Policy.Key.LONG_HALF_LIFE))
    };
    for (RegionMemory region : memory.regions) {
      SortedMap<String, Double> here = utilisation.get(region.group);
      for (int c = 0; c < memory.cdns.length; c++) {
        double known = here == null ? Double.NaN : Numbers.at(here, memory.cdns[c]);
        double full = Double.isNaN(known) ? 0 : known;
        Outlet outlet = region.outlets[c];
        double came = outlet.everyone[0].n + outlet.everyone[1].n;
        outlet.full.note(explains(policy, full), came, keep);
      }
    }
  }

  void carry(Tape t) {
    for (int window = 0; window < reports.length; window++) {
      reports[window] = t.real(reports[window]);
      explained[window] = t.real(explained[window]);
    }
    now = t.real(now);
  }
}
