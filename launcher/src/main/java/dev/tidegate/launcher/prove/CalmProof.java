package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Move;
import dev.tidegate.launcher.stage.Rig;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Clean traffic moves nobody. */
final class CalmProof implements Proof {
  private static final Duration LENGTH = Duration.ofHours(1);

  private final Event event;

  CalmProof(Event event) {
    this.event = event;
  }

  @Override
  public String name() {
    return "calm";
  }

  @Override
  public String about() {
    return "An hour of clean traffic: nothing moves.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    Duration length = terms.length().orElse(LENGTH);
    try (Rig rig = new Rig(event, terms.seed())) {
      Instant from = rig.clock().instant();
      rig.fill(Duration.ZERO);
      List<Move> moves = new ArrayList<>();
      Instant until = from.plus(length);
      Instant since = from;
      while (rig.clock().instant().isBefore(until)) {
        Thread.sleep(
            Math.clamp(Duration.between(rig.clock().instant(), until).toMillis(), 1, 30_000));
        Instant now = rig.clock().instant();
        moves.addAll(rig.movesSince(since));
        since = now;
        progress.printf(
            "%5d s: %d moves, %d requests of which %d failed%n",
            Duration.between(from, now).toSeconds(),
            moves.size(),
            rig.audience().tally().fetches.sum(),
            rig.audience().tally().fetchesFailed.sum());
        progress.flush();
      }
      return evidence(terms, rig, length, moves);
    }
  }

  private Evidence evidence(Terms terms, Rig rig, Duration length, List<Move> moves) {
    var tally = rig.audience().tally();
    List<String> body = new ArrayList<>();
    body.add(Events.setUp(event, terms));
    body.add("");
    body.add("| watched | requests | failed | answers | failed | beacons | not accepted | moves |");
    body.add("|---|---|---|---|---|---|---|---|");
    body.add(
        "| %d s | %d | %d | %d | %d | %d | %d | %d |"
            .formatted(
                length.toSeconds(),
                tally.fetches.sum(),
                tally.fetchesFailed.sum(),
                tally.answers.sum(),
                tally.answersFailed.sum(),
                tally.beacons.sum(),
                tally.beaconsFailed.sum(),
                moves.size()));
    moves.stream().limit(20).forEach(move -> body.add("- " + move.at() + " " + move.text()));
    boolean traffic = tally.beacons.sum() > 0 && tally.answersFailed.sum() == 0;
    return new Evidence(moves.isEmpty() && traffic, body);
  }
}
