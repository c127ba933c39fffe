package dev.tidegate.launcher.prove.answers;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who still gets faster. A contender in Java is compiled while it answers, some of it after minutes
 * on a busy core: measured too early it flatters whoever stands beside it. So each is loaded until
 * two turns in succession agree, or for as many turns as are allowed. What is still interpreted
 * agrees with itself too: so it must have answered often enough to be compiled.
 */
final class WarmUps {
  /** Successive turns agree if they differ by at most this part of the later one. */
  private static final double AGREED = 0.05;

  /** Answers; the JDK compiles for good what has run ten thousand times, and then needs a while. */
  private static final long LEAST_ANSWERS = 100_000;

  private final int least;
  private final int most;
  private final Map<String, Course> courses = new LinkedHashMap<>();

  private record Course(int turns, long answers, double last, boolean settled) {}

  /**
   * @param least turns of each, whatever they show
   * @param most turns of each
   */
  WarmUps(int least, int most) {
    this.least = least;
    this.most = most;
  }

  /** Whether that contender is to have another turn before it is measured. */
  boolean wants(String name) {
    Course course = courses.get(name);
    return course == null || (!course.settled() && course.turns() < most);
  }

  /** Takes in what a turn gave: answers a processor second, and in all. */
  void saw(String name, double rate, long given) {
    Course before = courses.getOrDefault(name, new Course(0, 0, Double.NaN, false));
    boolean agreed = Math.abs(rate - before.last()) <= AGREED * rate;
    int turns = before.turns() + 1;
    long answers = before.answers() + given;
    boolean settled = agreed && turns >= least && answers >= LEAST_ANSWERS;
    courses.put(name, new Course(turns, answers, rate, settled));
  }

  /** Which contender had how many turns, and who never settled. */
  String told() {
    StringBuilder told = new StringBuilder();
    courses.forEach(
        (name, course) ->
            told.append(told.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(course.turns())
                .append(course.settled() ? "" : " (**not settled**)"));
    return told.toString();
  }
}
