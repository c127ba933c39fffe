package dev.tidegate.rehearsal.score;

import dev.tidegate.health.Verdict;
import dev.tidegate.rehearsal.sim.Frame;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whom the steering blamed, and whether it was right to. */
final class Verdicts {
  private static final long NEVER = Long.MIN_VALUE / 2;
  private static final Verdict NONE = new Verdict.None();

  private final Blame blame;
  private final Causes causes;
  private SortedMap<String, Verdict> before = new TreeMap<>();
  private long lastFault = NEVER;
  private int wrong;
  private int outOfNothing;
  private OptionalLong first = OptionalLong.empty();

  Verdicts(Blame blame, Causes causes) {
    this.blame = blame;
    this.causes = causes;
  }

  void see(Frame frame) {
    long second = frame.second();
    causes.see(frame);
    lastFault = blame.acts(second) ? second : lastFault;
    SortedMap<String, Verdict> now = frame.plan().notes().verdicts();
    if (frame.scored()) {
      now.forEach((group, verdict) -> spoken(second, group, verdict));
    }
    before = now;
  }

  private void spoken(long second, String group, Verdict verdict) {
    Verdict last = before.getOrDefault(group, NONE);
    boolean begun = blame.begins().isPresent() && second >= blame.begins().getAsLong();
    boolean late = begun && first.isEmpty();
    if (verdict.equals(NONE) || (!late && verdict.equals(last))) {
      return;
    }
    boolean names = causes.names(verdict, group, second);
    if (late && names) {
      first = OptionalLong.of(second);
    }
    if (said(verdict).equals(said(last))) {
      return;
    }
    wrong += names || causes.excuses(verdict, second) ? 0 : 1;
    boolean quiet = second - lastFault > Causes.AFTERWARDS_SECONDS && !causes.wanting(second);
    outOfNothing += blaming(verdict) && quiet ? 1 : 0;
  }

  /** What a verdict blames, whatever words it is put in. */
  private static String said(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Telemetry telemetry -> telemetry.wire();
      case Verdict.SuspectInput input -> input.wire();
      default -> verdict.toString();
    };
  }

  /** Whether it says that something is broken. */
  private static boolean blaming(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Cdn _, Verdict.Isp _, Verdict.Origin _, Verdict.Client _ -> true;
      case Verdict.None _, Verdict.Telemetry _, Verdict.SuspectInput _, Verdict.Capacity _ -> false;
    };
  }

  /** The second of the first verdict that named a fault since the first fault began. */
  OptionalLong first() {
    return first;
  }

  /** Verdicts that nothing bore out. */
  int wrong() {
    return wrong;
  }

  /** Verdicts where there was no fault of any kind, and nothing was full. */
  int outOfNothing() {
    return outOfNothing;
  }
}
