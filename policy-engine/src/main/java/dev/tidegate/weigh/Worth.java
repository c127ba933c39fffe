package dev.tidegate.weigh;

import dev.tidegate.model.Policy;

/**
 * How full receivers may become for the sake of viewers who leave a damaged CDN. A viewer more on a
 * CDN that is {@code rho} full harms by what load does to that viewer and to all who are there:
 *
 * <pre>
 * harm(rho)     = e x^2,  x = (rho - overload-at) / (1 - overload-at),  e = load-effect
 * marginal(rho) = harm(rho) + rho harm'(rho)
 * </pre>
 *
 * Up to where the marginal harm is the damage that is left behind, a move is worth it.
 */
public final class Worth {
  private static final int HALVINGS = 12;

  private Worth() {}

  /**
   * The load over capacity up to which it is worth to leave.
   *
   * @param damage of the CDN that is left, 0..1
   * @param least never less than this
   * @param most never more than this
   */
  public static double level(Policy policy, double damage, double least, double most) {
    double low = least;
    double high = Math.max(least, most);
    if (marginal(policy, high) <= damage) {
      return high;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (marginal(policy, middle) <= damage) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  static double marginal(Policy policy, double rho) {
    double from = policy.get(Policy.Key.OVERLOAD_AT);
    double width = Math.max(0.01, 1 - from);
    double x = Math.max(0, (rho - from) / width);
    return policy.get(Policy.Key.LOAD_EFFECT) * (x * x + rho * 2 * x / width);
  }
}
