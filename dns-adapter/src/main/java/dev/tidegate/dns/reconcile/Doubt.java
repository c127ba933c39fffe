package dev.tidegate.dns.reconcile;

import dev.tidegate.dns.plan.Plan;
import dev.tidegate.dns.reconcile.Verification.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is not known to be served. It begins open, since whoever was here before may have died
 * between writing and asking; writing opens it again; asking every server closes it.
 *
 * <pre>
 *   open                       ask, and wait until they answer as they should
 *   the last were not right    ask once, {@link #SOON} after it
 *   the last were right        ask once, {@link #AGAIN} after it: servers lose zones in silence
 * </pre>
 */
final class Doubt {
  /** Within the loop's own 30 s, so that each of its looks asks. */
  static final Duration AGAIN = Duration.ofSeconds(25);

  /** New weights can come each second: a server that says nothing costs each look two of them. */
  static final Duration SOON = Duration.ofSeconds(5);

  private final SortedSet<String> names = new TreeSet<>();
  private Optional<Plan> plan = Optional.empty();
  private Optional<Broken> broken = Optional.empty();
  private boolean open = true;
  private @Nullable Instant asked;
  private Verification answers = new Verification(new TreeMap<>());

  /**
   * What is to be taken back.
   *
   * @param plan that was written and cannot be answered for
   * @param why what was answered
   */
  record Broken(Plan plan, String why) {}

  /** This is about to be written, and whether it will be is not known before it is seen. */
  void written(Plan plan) {
    this.plan = Optional.of(plan);
    names.addAll(plan.names());
    open = true;
  }

  /** This is to be taken back, until {@link #takenBack}: that it was tried proves nothing. */
  void takesBack(Broken broken) {
    this.broken = Optional.of(broken);
    plan = Optional.empty();
    names.addAll(broken.plan().names());
    open = true;
  }

  /** It no longer stands. What does so was written before: it is asked for, and never undone. */
  void takenBack() {
    broken = Optional.empty();
  }

  /** What is still to be taken back. */
  Optional<Broken> broken() {
    return broken;
  }

  /** What was written last and never answered for; empty if that was before this process. */
  Optional<Plan> plan() {
    return plan;
  }

  /** Names of which servers may have kept what was before. */
  SortedSet<String> names() {
    return new TreeSet<>(names);
  }

  boolean open() {
    return open;
  }

  /** True if something that was written was still on its way when it was last asked for. */
  boolean pending() {
    return answers.servers().values().stream().anyMatch(a -> a instanceof Answer.Pending);
  }

  /** True if servers are to be asked even though the zone is as it should be. */
  boolean due(Instant now) {
    Instant last = asked;
    return open || last == null || !now.isBefore(last.plus(answers.right() ? AGAIN : SOON));
  }

  /** They were asked. */
  void answered(Instant at, Verification verification) {
    open = false;
    plan = Optional.empty();
    names.clear();
    asked = at;
    answers = verification;
  }
}
