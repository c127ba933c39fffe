package dev.tidegate.rehearsal.live;

import dev.tidegate.rehearsal.live.MediaClient.Fetched;
import dev.tidegate.rehearsal.live.MediaClient.Playlist;
import dev.tidegate.rehearsal.live.SteeringClient.Manifest;
import dev.tidegate.rehearsal.live.SteeringClient.Ranked;
import dev.tidegate.rehearsal.model.Caller;
import dev.tidegate.rehearsal.model.Player;
import dev.tidegate.rehearsal.model.Result;
import dev.tidegate.rehearsal.model.Sample;
import dev.tidegate.rehearsal.model.Twin;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One viewer, who knows nothing but the wire contract: asks for a ranking, plays, polls its
 * steering manifest at its TTL, reports. Two virtual threads: a player that hangs on a request goes
 * on polling and reporting, as timers of real ones do.
 */
final class Viewer {
  private final Profile who;
  private final Audience.Stage stage;
  private final SteeringClient steering;
  private final SplittableRandom random;

  Viewer(Profile who, Audience.Stage stage, SteeringClient steering) {
    this.who = who;
    this.stage = stage;
    this.steering = steering;
    this.random = new SplittableRandom(who.seed());
  }

  /** Lives until it is interrupted. */
  void live() throws InterruptedException {
    Ranked ranked = firstRanking();
    long now = stage.clock().millis();
    Player player =
        new Player(
            stage.settings(),
            ranked.ranking(),
            who.seed(),
            now,
            second -> stage.tally().steeredBad(who.region(), second));
    Thread timers =
        Thread.ofVirtual().name("report-" + who.session()).start(() -> report(ranked, player));
    try {
      play(ranked, player, twin(ranked, now));
    } finally {
      timers.interrupt();
      timers.join();
    }
  }

  private Ranked firstRanking() throws InterruptedException {
    while (true) {
      stage.tally().answers.increment();
      Optional<Ranked> ranked = steering.rank(stage.steer(), stage.service(), stage.path(), who);
      if (ranked.isPresent()) {
        return ranked.get();
      }
      stage.tally().answersFailed.increment();
      Thread.sleep(Duration.ofMillis(500 + random.nextInt(1_000)));
    }
  }

  private Optional<Twin> twin(Ranked ranked, long now) {
    return stage
        .unsteered()
        .map(
            world ->
                new Twin(
                    new Player(
                        stage.settings(),
                        ranked.ranking(),
                        who.seed(),
                        now,
                        second -> stage.tally().unsteeredBad(who.region(), second)),
                    stage.settings(),
                    new Caller.Viewer(who.region(), who.network()),
                    world,
                    now));
  }

  private void play(Ranked ranked, Player player, Optional<Twin> twin) throws InterruptedException {
    @Nullable Playlist playlist = null;
    while (!Thread.currentThread().isInterrupted()) {
      long now = stage.clock().millis();
      twin.ifPresent(other -> other.liveUntil(now));
      Player.Wish wish;
      synchronized (player) {
        wish = player.next(now);
      }
      switch (wish) {
        case Player.Wish.Pause(long until) -> Thread.sleep(Math.max(1, until - now));
        case Player.Wish.Playlist(String cdn, var luck) -> {
          Fetched fetched = stage.media().playlist(url(ranked, cdn), who, luck);
          if (!fetched.playlist().isEmpty()) {
            playlist = fetched.playlist().getFirst();
          }
          finished(player, fetched.result());
        }
        case Player.Wish.Segment(String cdn, long sequence, var luck) -> {
          URI uri = segment(url(ranked, cdn), playlist, sequence);
          finished(player, stage.media().segment(uri, who, luck).result());
        }
      }
    }
  }

  private void finished(Player player, Result result) {
    stage.tally().fetches.increment();
    if (result instanceof Result.Failure) {
      stage.tally().fetchesFailed.increment();
    }
    synchronized (player) {
      player.finished(stage.clock().millis(), result);
    }
  }

  /** Polls and beacons. The first of each comes at a random phase, so that they spread evenly. */
  private void report(Ranked ranked, Player player) {
    try {
      URI manifest =
          URI.create(
              stage.steer()
                  + "/v1/"
                  + (who.protocol() == Profile.Protocol.HLS ? "hls" : "dash")
                  + "/"
                  + stage.service()
                  + "?session="
                  + who.session()
                  + "&region="
                  + who.region()
                  + "&asn="
                  + who.asn());
      boolean reports = random.nextDouble() < ranked.sample();
      String first = ranked.ranking().getFirst();
      long pollAt = stage.clock().millis() + random.nextLong(ranked.ttl() * 1_000L);
      long interval = ranked.beaconInterval().toMillis();
      long beaconAt = stage.clock().millis() + random.nextLong(interval);
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(Math.max(1, Math.min(pollAt, beaconAt) - stage.clock().millis()));
        long now = stage.clock().millis();
        if (now >= beaconAt) {
          beaconAt = Math.max(beaconAt + interval, now);
          if (reports) {
            beacon(ranked, player, now);
          }
        }
        if (now >= pollAt) {
          Optional<Manifest> answer = poll(manifest, player);
          pollAt = now + answer.map(Manifest::ttl).orElse(ranked.ttl()) * 1_000L;
          manifest = answer.flatMap(Manifest::reload).orElse(manifest);
          first = follow(answer, player, first);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      if (!Thread.currentThread().isInterrupted()) {
        throw failure; // else it was sent home in the middle of a request
      }
    }
  }

  private Optional<Manifest> poll(URI manifest, Player player) {
    String pathway;
    synchronized (player) {
      pathway = player.current();
    }
    stage.tally().answers.increment();
    Optional<Manifest> answer = steering.manifest(manifest, who.protocol(), pathway);
    if (answer.isEmpty()) {
      stage.tally().answersFailed.increment();
    }
    return answer;
  }

  private String follow(Optional<Manifest> answer, Player player, String before) {
    if (answer.isEmpty()) {
      return before;
    }
    List<String> priority = answer.get().priority();
    synchronized (player) {
      player.steer(priority);
    }
    if (!priority.getFirst().equals(before)) {
      stage
          .tally()
          .switched(
              new Tally.Switch(
                  stage.clock().millis(),
                  who.session(),
                  who.region(),
                  before,
                  priority.getFirst()));
    }
    return priority.getFirst();
  }

  private void beacon(Ranked ranked, Player player, long now) {
    List<Sample> samples;
    synchronized (player) {
      samples = player.report(now);
    }
    if (samples.isEmpty()) {
      return;
    }
    stage.tally().beacons.increment();
    if (!steering.beacon(ranked, who, samples, now)) {
      stage.tally().beaconsFailed.increment();
    }
  }

  /** A pathway that the first answer did not name has no address: then the first that has one. */
  private static URI url(Ranked ranked, String cdn) {
    return ranked.urls().getOrDefault(cdn, ranked.urls().firstEntry().getValue());
  }

  private static URI segment(URI playlistUri, @Nullable Playlist playlist, long sequence) {
    if (playlist == null) {
      return playlistUri;
    }
    long index = Math.clamp(sequence - playlist.first(), 0, playlist.uris().size() - 1);
    return playlistUri.resolve(playlist.uris().get((int) index));
  }
}
