package dev.tidegate.launcher.prove;

import dev.tidegate.launcher.stage.Event;
import dev.tidegate.launcher.stage.Rig;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/**
 * {@code kill -9} in the middle of operators' writes and of a shift, again and again on one store.
 * Nothing acknowledged may be lost, the first answer must be the last snapshot, and versions never
 * go back.
 */
final class CrashProof implements Proof {
  private static final int ROUNDS = 50;
  private static final int WRITES = 200;

  /** Seconds from a restart to its first ranking, in the full form. */
  static final double ANSWER_BOUND = 5;

  /**
   * What one round showed.
   *
   * @param writes acknowledged before the kill
   * @param lost acknowledged ids that are not there, and undone ones that are
   * @param answeredAfter seconds from the start of the new process to its first ranking
   * @param same whether that ranking is, session by session, the last one seen before; if it is
   *     not, {@code step} says how many basis points the most changed share differs
   * @param forward whether the version is above the last one seen
   */
  record Round(
      int writes,
      List<String> lost,
      double answeredAfter,
      boolean same,
      int step,
      boolean forward) {}

  /** A drain goes 20 % of a share a second; more than one tick of it cannot go unseen. */
  private static final int ONE_STEP = 1_000;

  private final Event event;
  private final double answerBound;

  /**
   * @param answerBound seconds within which a restart must answer; the short form, which runs on
   *     any machine at any load, gives it more
   */
  CrashProof(Event event, double answerBound) {
    this.event = event;
    this.answerBound = answerBound;
  }

  @Override
  public String name() {
    return "crash";
  }

  @Override
  public String about() {
    return "Rounds of kill -9 during acknowledged writes and a running shift, on one store.";
  }

  @Override
  public Evidence run(Terms terms, PrintWriter progress) throws IOException, InterruptedException {
    int rounds = terms.runs().orElse(ROUNDS);
    SplittableRandom random = new SplittableRandom(terms.seed());
    List<Round> seen = new ArrayList<>();
    JsonNode audit;
    try (Rig rig = new Rig(event, terms.seed())) {
      rig.fill(Duration.ofSeconds(5));
      Ledger ledger = new Ledger();
      Optional<String> drain = Optional.empty();
      for (int i = 0; i < rounds; i++) {
        drain = turnTheShift(rig, drain);
        Round round = once(rig, ledger, random);
        seen.add(round);
        progress.printf("crash %d/%d: %s%n", i + 1, rounds, round);
        progress.flush();
      }
      audit = rig.operator().get("/ops/v1/audit/verify").body();
    }
    return evidence(terms, seen, audit);
  }

  /** In turns a drain begins and is undone, so that shares are on the move in each round. */
  private static Optional<String> turnTheShift(Rig rig, Optional<String> drain)
      throws IOException, InterruptedException {
    if (drain.isPresent()) {
      rig.operator().delete("/ops/v1/overrides/" + drain.get() + "?reason=prove+crash");
      return Optional.empty();
    }
    var reply =
        rig.operator()
            .post(
                "/ops/v1/overrides",
                """
                {"service":"live","region":"in-west","cdn":"cdn-b","action":"drain",\
                "expires":"2h","reason":"prove crash"}""");
    if (reply.status() != 201) {
      throw new IOException("the drain was answered " + reply.status() + " " + reply.body());
    }
    return Optional.of(reply.body().path("id").asString());
  }

  private static Round once(Rig rig, Ledger ledger, SplittableRandom random)
      throws IOException, InterruptedException {
    Sighting before;
    int writes;
    try (Sightings sightings = new Sightings(rig.publicBase())) {
      try (Writers writers = new Writers(rig.operator(), ledger)) {
        before = sightings.take();
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (writers.acknowledged() < WRITES && System.nanoTime() < until) {
          before = sightings.take();
        }
        long more = System.nanoTime() + Duration.ofMillis(random.nextInt(400)).toNanos();
        while (System.nanoTime() < more) {
          before = sightings.take();
        }
        rig.serve().kill();
        writes = writers.acknowledged();
      }
      long began = System.nanoTime();
      rig.killAndRestart();
      Sighting after = sightings.take();
      double answered = (System.nanoTime() - began) / 1e9;
      rig.awaitReady();
      return new Round(
          writes,
          ledger.faults(rig.operator()),
          answered,
          after.sameAs(before),
          after.differenceTo(before),
          after.above(before));
    }
  }

  private boolean holds(Round round) {
    return round.writes() >= WRITES
        && round.lost().isEmpty()
        && round.answeredAfter() <= answerBound
        && (round.same() || round.step() <= ONE_STEP)
        && round.forward();
  }

  private Evidence evidence(Terms terms, List<Round> rounds, JsonNode audit) {
    boolean held = rounds.stream().allMatch(this::holds) && audit.path("ok").asBoolean(false);
    Figures answered = new Figures(rounds.stream().map(Round::answeredAfter).toList());
    List<String> body = new ArrayList<>();
    body.add(Events.setUp(event, terms));
    body.add("");
    body.add("Four writers post and delete overrides; a drain runs, or its slow return. After at");
    body.add(
        "least " + WRITES + " acknowledged writes, at a random moment, the process is killed by");
    body.add("SIGKILL and started anew on the same store.");
    body.add("");
    body.add("| what | figure | bound |");
    body.add("|---|---|---|");
    body.add("| rounds, of which held | %d, %d | all |".formatted(rounds.size(), held(rounds)));
    body.add(
        "| acknowledged writes, all and fewest a round | %d, %d | >= %d a round |"
            .formatted(
                rounds.stream().mapToInt(Round::writes).sum(),
                rounds.stream().mapToInt(Round::writes).min().orElse(0),
                WRITES));
    body.add(
        "| lost or revived | %d | 0 |"
            .formatted(rounds.stream().mapToInt(round -> round.lost().size()).sum()));
    body.add(
        "| seconds to the first ranking: median, p95, max | %s | <= %.0f |"
            .formatted(answered.cells().replace(" |", ","), answerBound));
    body.add(
        "| first ranking the last one seen, session by session | %d | the others at most one step"
                .formatted(rounds.stream().filter(Round::same).count())
            + " of the shift on |");
    body.add(
        "| largest such step, basis points | %d | %d |"
            .formatted(rounds.stream().mapToInt(Round::step).max().orElse(0), ONE_STEP));
    body.add(
        "| versions that went back | %d | 0 |"
            .formatted(rounds.stream().filter(round -> !round.forward()).count()));
    body.add("| audit chain | `%s` | ok |".formatted(audit));
    return new Evidence(held, body);
  }

  private long held(List<Round> rounds) {
    return rounds.stream().filter(this::holds).count();
  }
}
