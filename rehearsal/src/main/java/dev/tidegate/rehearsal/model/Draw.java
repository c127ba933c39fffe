package dev.tidegate.rehearsal.model;

import java.util.SplittableRandom;

/**
 * The luck of one request, each uniform in [0, 1). A viewer and its counterfactual twin meet the
 * same luck (common random numbers), so what differs between them is the steering.
 *
 * @param number from which the others are drawn: what a request carries
 * @param fate whether it fails
 * @param pace how fast it is served
 */
public record Draw(long number, double fate, double pace) {

  /** The luck of a request by its number. */
  public static Draw of(long number) {
    SplittableRandom random = new SplittableRandom(number);
    return new Draw(number, random.nextDouble(), random.nextDouble());
  }
}
