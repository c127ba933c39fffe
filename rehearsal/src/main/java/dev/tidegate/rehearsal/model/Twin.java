package dev.tidegate.rehearsal.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A player that lives in a {@link World} instead of on sockets: the counterfactual of a real
 * viewer, who keeps the ranking that the static weights gave. It has the real one's luck and the
 * real one's way with errors. Not safe for use by several threads.
 */
public final class Twin {
  private static final long REFUSAL_MILLIS = 1;
  private static final long TRANSFER_MILLIS = 20;

  private record Pending(long atMillis, Result result) {}

  private final Player player;
  private final Caller caller;
  private final World world;
  private final Player.Settings settings;
  private long clock;
  private @Nullable Pending pending;

  /** A twin that begins to play at {@code nowMillis}. */
  public Twin(Player player, Player.Settings settings, Caller caller, World world, long nowMillis) {
    this.player = player;
    this.settings = settings;
    this.caller = caller;
    this.world = world;
    this.clock = nowMillis;
  }

  /** Lives until {@code nowMillis}; what it wants later is left for later. */
  public void liveUntil(long nowMillis) {
    while (clock < nowMillis) {
      Pending waiting = pending;
      if (waiting != null) {
        if (waiting.atMillis() > nowMillis) {
          return;
        }
        clock = waiting.atMillis();
        pending = null;
        player.finished(clock, waiting.result());
        continue;
      }
      switch (player.next(clock)) {
        case Player.Wish.Pause(long until) -> {
          if (until > nowMillis) {
            return;
          }
          clock = until;
        }
        case Player.Wish.Playlist(String cdn, Draw luck) -> pending = ask(cdn, luck, true);
        case Player.Wish.Segment(String cdn, _, Draw luck) -> pending = ask(cdn, luck, false);
      }
    }
    player.report(clock);
  }

  private Pending ask(String cdn, Draw luck, boolean playlist) {
    Instant now = Instant.ofEpochMilli(clock);
    return switch (world.request(cdn, caller, luck, now)) {
      case Outcome.Refused _ -> failure(REFUSAL_MILLIS, Result.ErrorClass.CONNECT);
      case Outcome.Silent _ -> failure(settings.requestTimeoutMillis(), Result.ErrorClass.TIMEOUT);
      case Outcome.Failed(var firstByte) ->
          failure(firstByte.toMillis(), Result.ErrorClass.HTTP5XX);
      case Outcome.Served(var firstByte, var frozenSince) -> {
        long wait = firstByte.toMillis();
        var transfer = new Result.Transfer(wait, TRANSFER_MILLIS, 0);
        yield wait > settings.requestTimeoutMillis()
            ? failure(settings.requestTimeoutMillis(), Result.ErrorClass.TIMEOUT)
            : new Pending(
                clock + wait + TRANSFER_MILLIS,
                playlist
                    ? new Result.Playlist(world.newest(frozenSince.orElse(now)), transfer)
                    : new Result.Segment(transfer));
      }
    };
  }

  private Pending failure(long afterMillis, Result.ErrorClass errorClass) {
    return new Pending(clock + afterMillis, new Result.Failure(errorClass));
  }
}
