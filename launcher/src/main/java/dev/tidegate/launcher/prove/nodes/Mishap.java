package dev.tidegate.launcher.prove.nodes;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

/** What befalls nodes, Redis, or what is between them. Nodes are told by number from 0. */
sealed interface Mishap {

  /** SIGKILL of a node, and a new start on its data; empty: of the leader. */
  record NodeKilled(OptionalInt node, Duration away) implements Mishap {}

  /** SIGKILL of a Redis that nobody stands in for, and a new start on its data. */
  record RedisKilled(int server, Duration away) implements Mishap {}

  /** SIGSTOP of the leader, then SIGCONT. */
  record LeaderStopped(Duration length) implements Mishap {}

  /** The wires of one node, or of all where there is no number, are not whole. */
  record WiresBad(OptionalInt node, Wire.State state, Duration length) implements Mishap {}

  /** SIGKILL of the master; the replica takes over, and the old one comes back as its replica. */
  record FailedOver() implements Mishap {}

  /**
   * The same with a replica that was away for the last moments, so that what was written in them is
   * lost to Redis.
   */
  record FailedOverBehind(Duration behind) implements Mishap {}

  /** The kinds, for tables. */
  default String kind() {
    return switch (this) {
      case NodeKilled _ -> "node killed";
      case RedisKilled _ -> "Redis killed";
      case LeaderStopped _ -> "leader stopped";
      case WiresBad(var _, Wire.State.Slow _, var _) -> "wires slow";
      case WiresBad(var _, Wire.State.Cut _, var _) -> "wires cut";
      case WiresBad(var _, Wire.State.Dark _, var _) -> "wires dark";
      case WiresBad(var _, Wire.State.Whole _, var _) -> "nothing";
      case FailedOver _ -> "failed over";
      case FailedOverBehind _ -> "failed over, writes lost";
    };
  }

  /** With its figures, for people who watch. */
  default String text() {
    return switch (this) {
      case NodeKilled(var node, var away) -> kind() + who(node, "leader") + seconds(away);
      case RedisKilled(var server, var away) -> kind() + ", " + server + seconds(away);
      case LeaderStopped(var length) -> kind() + seconds(length);
      case WiresBad(var node, Wire.State.Slow(var by), var length) ->
          kind() + " by " + by.toMillis() + " ms" + who(node, "all") + seconds(length);
      case WiresBad(var node, var _, var length) -> kind() + who(node, "all") + seconds(length);
      case FailedOver _ -> kind();
      case FailedOverBehind(var behind) -> kind() + seconds(behind);
    };
  }

  private static String who(OptionalInt node, String otherwise) {
    return ", " + (node.isPresent() ? "node-" + (node.getAsInt() + 1) : otherwise);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, ", %.1f s", time.toMillis() / 1_000.0);
  }
}
