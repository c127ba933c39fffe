package dev.tidegate.rehearsal.sim;

import java.time.Duration;

/**
 * Another broker with viewers of its own, who sends them to what looked fastest.
 *
 * @param load its viewers as a share of {@link Audience#capacity}
 * @param every how often it decides
 * @param greed part of its viewers that it moves to the fastest CDN each time, 0..1
 */
public record Broker(double load, Duration every, double greed) {
  public Broker {
    Scenario.requireShare("load of the broker", load);
    Scenario.requireShare("greed of the broker", greed);
    if (!every.isPositive()) {
      throw new IllegalArgumentException("the broker must decide now and then: " + every);
    }
  }
}
