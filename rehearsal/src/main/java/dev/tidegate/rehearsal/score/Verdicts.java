package dev.tidegate.rehearsal.score;

import dev.tidegate.rehearsal.sim.Frame;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whom the steering blamed, and whether it was right to. */
final class Verdicts {
  private static final String NONE = "none";
  private static final String CDN = "cdn";

  /** Those that say that something is broken. */
  private static final Set<String> BLAMING = Set.of(CDN, "isp", "origin", "client");

  /** A verdict may outlive its fault for so long. */
  private static final long AFTERWARDS_SECONDS = 120;

  private static final long NEVER = Long.MIN_VALUE / 2;

  private final Blame blame;
  private SortedMap<String, String> before = new TreeMap<>();
  private long lastIll = NEVER;
  private long lastFault = NEVER;
  private int wrong;
  private int outOfNothing;
  private OptionalLong first = OptionalLong.empty();

  Verdicts(Blame blame) {
    this.blame = blame;
  }

  void see(Frame frame) {
    long second = frame.second();
    lastIll = blame.anyIll(second) ? second : lastIll;
    lastFault = blame.acts(second) ? second : lastFault;
    SortedMap<String, String> now = frame.plan().notes().verdicts();
    if (frame.scored()) {
      now.forEach((group, verdict) -> spoken(second, group, verdict));
    }
    before = now;
  }

  private void spoken(long second, String group, String verdict) {
    if (verdict.equals(NONE) || verdict.equals(before.getOrDefault(group, NONE))) {
      return;
    }
    boolean begun = blame.begins().isPresent() && second >= blame.begins().getAsLong();
    if (begun && first.isEmpty()) {
      first = OptionalLong.of(second);
    }
    wrong += verdict.equals(CDN) && second - lastIll > AFTERWARDS_SECONDS ? 1 : 0;
    boolean blaming = BLAMING.contains(verdict);
    outOfNothing += blaming && second - lastFault > AFTERWARDS_SECONDS ? 1 : 0;
  }

  /** The second of the first verdict since the first fault began. */
  OptionalLong first() {
    return first;
  }

  /** Times a CDN was blamed though none was to blame. */
  int wrong() {
    return wrong;
  }

  /** Verdicts where there was no fault of any kind. */
  int outOfNothing() {
    return outOfNothing;
  }
}
