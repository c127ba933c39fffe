package dev.tidegate.rehearsal.sim;

/**
 * How things go by themselves, whoever steers: demand, faults, the usual rates and their drift. The
 * same scenario and seed give the same course, so that every policy meets the same luck, and an
 * oracle can open a course of its own to look ahead.
 */
public final class Course {
  private final Scenario scenario;
  private final long seed;
  private long second;

  /** A course at the start of the warm-up. */
  public Course(Scenario scenario, long seed) {
    this.scenario = scenario;
    this.seed = seed;
    this.second = -scenario.warmUp().toSeconds();
  }

  /** The second that {@link #next} tells of next; negative in the warm-up. */
  public long second() {
    return second;
  }

  /** The truth of the next second, with utilisation left 0 and without another broker. */
  public Truth next() {
    throw new UnsupportedOperationException(
        "not built yet: " + scenario.name() + " with " + seed + " at " + second++);
  }
}
