package dev.tidegate.launcher.prove.nodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Draws what befalls: every kind once in random order, then again in another, so that few are of
 * all kinds too.
 */
final class Mishaps {
  private final SplittableRandom random;
  private final boolean failsOver;
  private final int servers;
  private final Duration longest;
  private final List<Kind> deck = new ArrayList<>();

  private enum Kind {
    NODE_KILLED,
    REDIS_KILLED,
    LEADER_STOPPED,
    SLOW,
    CUT,
    DARK,
    FAILED_OVER,
    FAILED_OVER_BEHIND
  }

  /**
   * @param failsOver whether Redis has a replica
   * @param servers that nobody stands in for, where it has none
   * @param longest that one may last
   */
  Mishaps(SplittableRandom random, boolean failsOver, int servers, Duration longest) {
    this.random = random;
    this.failsOver = failsOver;
    this.servers = servers;
    this.longest = longest;
  }

  Mishap next() {
    if (deck.isEmpty()) {
      deck.addAll(List.of(Kind.values()));
      deck.removeAll(
          failsOver
              ? List.of(Kind.REDIS_KILLED)
              : List.of(Kind.FAILED_OVER, Kind.FAILED_OVER_BEHIND));
      Collections.shuffle(deck, Random.from(random));
    }
    return switch (deck.removeLast()) {
      case NODE_KILLED ->
          new Mishap.NodeKilled(
              random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(node()),
              between(0, 3_000));
      case REDIS_KILLED ->
          new Mishap.RedisKilled(servers > 1 ? random.nextInt(servers) : 0, between(0, 8_000));
      case LEADER_STOPPED -> new Mishap.LeaderStopped(between(1_000, 30_000));
      case SLOW -> wires(new Wire.State.Slow(Duration.ofMillis(random.nextInt(50, 401))));
      case CUT -> wires(new Wire.State.Cut());
      case DARK -> wires(new Wire.State.Dark());
      case FAILED_OVER -> new Mishap.FailedOver();
      case FAILED_OVER_BEHIND -> new Mishap.FailedOverBehind(between(200, 2_000));
    };
  }

  private Mishap wires(Wire.State state) {
    return new Mishap.WiresBad(
        random.nextInt(3) == 0 ? OptionalInt.empty() : OptionalInt.of(node()),
        state,
        between(2_000, 15_000));
  }

  private int node() {
    return random.nextInt(Nodes.COUNT);
  }

  private Duration between(int least, int most) {
    int top = Math.clamp(longest.toMillis(), least, most);
    return Duration.ofMillis(random.nextInt(least, top + 1));
  }
}
